using System.Globalization;
using Microsoft.AspNetCore.Components;
using RnnLab.Lessons.LiveBlocks;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>One tanh unit with two weights on sliders and inputs to switch: its state over time, and the arithmetic of each step.</summary>
public partial class OneUnit : LiveBlockComponent
{
    /// <summary>What authors may write.</summary>
    public static readonly LiveBlockSpec Spec = new("one-unit", "One recurrent unit with its two weights on sliders: its state over time and the arithmetic of each step.",
    [
        new("input-weight", LiveParameterKind.Number, "W_ih at first.", Default: "1", Minimum: -2, Maximum: 2),
        new("recurrent-weight", LiveParameterKind.Number, "W_hh at first.", Default: "0.5", Minimum: -2, Maximum: 2),
        new("inputs", LiveParameterKind.Text, "The inputs at first: zeros and ones, 2 to 16 of them.", Default: "1000000000"),
    ]);

    private const int Left = 30, Wide = 44;

    private static readonly (string Name, string Tex, string Label)[] Weights =
        [("in", "W_{ih}", "how loud the input is"), ("loop", "W_{hh}", "how much it listens to itself")];

    private readonly string _id = $"unit-{Guid.NewGuid():n}";
    private double _inputWeight, _recurrentWeight;
    private double[] _inputs = [], _states = [];
    private int _chosen;

    private CellNotation Words => CellNotation.Of(Notation, Compute.CellKind.Rnn);

    private double Before => _chosen == 0 ? 0 : _states[_chosen - 1];

    private string Spoken => $"State after each step: {string.Join(", ", _states.Select(state => Signed(state, "0.00")))}.";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _inputWeight = Parameters.Number("input-weight");
        _recurrentWeight = Parameters.Number("recurrent-weight");
        string inputs = Parameters.Text("inputs");
        if (inputs.Length is < 2 or > 16 || inputs.Any(c => c is not ('0' or '1')))
            throw new ArgumentException($"inputs must be 2 to 16 zeros and ones, but is \"{inputs}\".");
        _inputs = [.. inputs.Select(c => (double)(c - '0'))];
        _chosen = Math.Min(1, _inputs.Length - 1);
        Run();
    }

    private double Value(string name) => name == "in" ? _inputWeight : _recurrentWeight;

    private void Set(string name, ChangeEventArgs change)
    {
        if (!double.TryParse(change.Value as string, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            return;
        value = Math.Clamp(value, -2, 2);
        if (name == "in")
            _inputWeight = value;
        else
            _recurrentWeight = value;
        Run();
    }

    private void Flip(int step)
    {
        _inputs[step] = 1 - _inputs[step];
        _chosen = step;
        Run();
    }

    private void Run() => _states = SingleUnit.Run(_inputWeight, _recurrentWeight, _inputs);

    // The chart's 1 lies at 24, its -1 at 148.
    private static double Y(double value) => 86 - (62 * value);

    private string Share(double width) => string.Create(CultureInfo.InvariantCulture, $"{100 * width / (Left + (_inputs.Length * Wide)):0.###}%");

    private static string Write(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Signed(double value, string format = "0.##")
    {
        string text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return value < 0 && text.Any(c => c is >= '1' and <= '9') ? "−" + text : text;
    }
}
