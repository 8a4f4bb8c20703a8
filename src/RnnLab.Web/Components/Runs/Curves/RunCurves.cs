using RnnLab.Training.Metrics;

namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>
/// The curves of one run for one chart: what the chart shows already is remembered, what is new comes as tails. Owned by one page and read from
/// one thread; the run's logs may grow meanwhile.
/// </summary>
/// <param name="maxPoints">The most points that any of its curves ever has.</param>
public sealed class RunCurves(int maxPoints = 2000)
{
    private TailCurve _raw = new(maxPoints), _smoothed = new(maxPoints), _validation = new(maxPoints), _before = new(maxPoints), _after = new(maxPoints);
    private MovingAverage _average = new(0);
    private double _smoothing = 0.9;
    private object? _source;
    private int _steps;
    private int _validations;
    private bool _anew = true;

    /// <summary>Weight of the past in the smoothed curve, 0 to 0.999; a new value draws the curves anew.</summary>
    public double Smoothing
    {
        get => _smoothing;
        set
        {
            double wanted = double.IsFinite(value) ? Math.Clamp(value, 0, 0.999) : 0;
            if (wanted == _smoothing)
                return;
            _smoothing = wanted;
            _source = null;
        }
    }

    /// <summary>The chart was drawn anew and is empty: the next frame holds everything.</summary>
    public void Rewind()
    {
        foreach (TailCurve curve in All)
            curve.Rewind();
        _anew = true;
    }

    /// <summary>What the chart lacks; null where it lacks nothing.</summary>
    /// <param name="metrics">One point for each training step. Another list than last time (a run was reset) starts everything again.</param>
    /// <param name="validations">The validations so far.</param>
    public CurveFrame? Next(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations)
    {
        if (!ReferenceEquals(_source, metrics))
        {
            (_raw, _smoothed, _validation, _before, _after) = (new(maxPoints), new(maxPoints), new(maxPoints), new(maxPoints), new(maxPoints));
            _average = new MovingAverage(_smoothing);
            (_source, _steps, _validations, _anew) = (metrics, 0, 0, true);
        }
        int steps = metrics.Count, checks = validations.Count;
        bool nothing = !_anew && steps == _steps && checks == _validations;
        if (nothing)
            return null;
        for (; _steps < steps; _steps++)
        {
            MetricsPoint m = metrics[_steps];
            _raw.Append(m.Step, m.Loss);
            _smoothed.Append(m.Step, _average.Next(m.Loss));
            _before.Append(m.Step, m.GradientNormBefore);
            _after.Append(m.Step, m.GradientNormAfter);
        }
        for (; _validations < checks; _validations++)
            _validation.Append(validations[_validations].Step, validations[_validations].Loss);
        _anew = false;
        return new CurveFrame([.. All.Select(c => c.Take())]);
    }

    /// <summary>In the order of the frame.</summary>
    private TailCurve[] All => [_raw, _smoothed, _validation, _before, _after];
}
