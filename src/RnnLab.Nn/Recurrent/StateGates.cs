using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// Factors for the gradient of the state on its way back through time, at places a fixed number of steps apart; the state itself passes unchanged. One object serves all
/// layers, and its factors may be set anew before each backward pass.
/// </summary>
public sealed class StateGates
{
    private readonly double[] _factors;
    private readonly GradientGate[] _gates;

    /// <summary>All gates open.</summary>
    /// <param name="time">T.</param>
    /// <param name="apart">Steps from one place to the next; the first place is before step <paramref name="apart"/>.</param>
    public StateGates(int time, int apart)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(apart, 1);
        Apart = apart;
        _factors = new double[time];
        Array.Fill(_factors, 1);
        _gates = [.. Enumerable.Range(0, Places).Select(_ => new GradientGate())];
    }

    /// <summary>Steps from one place to the next.</summary>
    public int Apart { get; }

    /// <summary>How many places there are.</summary>
    public int Places => (_factors.Length - 1) / Apart;

    /// <summary>For each step t [T], what dL/d(state before step t) is multiplied with; 1 but at the places.</summary>
    public ReadOnlySpan<double> Factors => _factors;

    /// <summary>Whether there is a gate before step t.</summary>
    public bool IsPlace(int t) => t > 0 && t % Apart == 0;

    /// <summary>Sets the factor of a place, counted from 0; 0 cuts the gradient.</summary>
    public void Set(int place, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Places);
        _factors[(place + 1) * Apart] = factor;
        _gates[place].Factor = factor;
    }

    /// <summary>The gate before step t, which is a place, for cells that are recorded step by step.</summary>
    internal GradientGate At(int t) => _gates[(t / Apart) - 1];
}
