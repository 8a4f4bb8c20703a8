using System.Globalization;
using Microsoft.AspNetCore.Components;
using RnnLab.Lessons.LiveBlocks;
using RnnLab.Training.Checkpoints;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Interop;
using RnnLab.Web.Interop.Matrices;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>A trained network reads what the learner types and shows its hidden state over time and its guesses for the next character.</summary>
public partial class HiddenState : LiveBlockComponent
{
    /// <summary>What authors may write.</summary>
    public static readonly LiveBlockSpec Spec = new("hidden-state", "A trained network reads what the reader types; its hidden state and its guesses are shown.",
    [
        new("model", LiveParameterKind.File, "A checkpoint in safetensors, as the app or the CLI writes it."),
        new("prompt", LiveParameterKind.Text, "What stands in the box at first.", Default: ""),
        new("examples", LiveParameterKind.Text, "Texts to offer as buttons, separated by commas.", Default: ""),
        new("longest", LiveParameterKind.Integer, "How many characters the box takes.", Default: "40", Minimum: 1, Maximum: 200),
        new("guesses", LiveParameterKind.Integer, "How many of the likeliest next characters are listed.", Default: "6", Minimum: 1, Maximum: 30),
    ]);

    private readonly string _id = $"live-text-{Guid.NewGuid():n}";
    private LessonModel? _model;
    private HiddenReading? _reading;
    private MatrixCanvas? _canvas;
    private MatrixFrame? _frame;
    private string[] _examples = [];
    private string _text = "";
    private string? _problem, _unknown;

    [Inject]
    private LessonModels Models { get; set; } = null!;

    private CellNotation Words => CellNotation.Of(Notation, _model!.Config);

    private int Longest => Parameters.Integer("longest");

    // A row a unit, tall enough to point at, but never taller than half a screen.
    private string Height => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(_reading!.Units * 0.3125, 6, 18)}rem");

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _text = Parameters.Text("prompt");
        _examples = Parameters.Text("examples").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        try
        {
            _model = Models.Open(FilePath("model"));
            _reading = _model.Read(_text);
        }
        catch (SafetensorsException e)
        {
            _problem = e.Message;
            _model = null;
        }
    }

    private Task TypeAsync(ChangeEventArgs change) => ReadAsync(change.Value as string ?? "");

    private Task ReadAsync(string text)
    {
        _text = text.Length > Longest ? text[..Longest] : text;
        var unknown = _model!.UnknownIn(_text);
        _unknown = unknown.Count == 0
            ? null
            : $"It has never seen {string.Join(" or ", unknown.Select(symbol => $"“{symbol}”"))} and reads {(unknown.Count == 1 ? "it" : "them")} as a character that it knows.";
        _reading = _model.Read(_text);
        return ShowAsync();
    }

    private async Task ShowAsync()
    {
        if (_canvas is null || _reading is not { } reading)
            return;
        if (_frame is null || _frame.Rows != reading.Units || _frame.Columns != reading.Steps)
            _frame = new MatrixFrame(reading.Units, reading.Steps) { Scale = MatrixScale.Diverging, Low = -1, High = 1, Step = (int)_model!.Step, Layer = _model.Layers - 1 };
        reading.Hidden.CopyTo(_frame.Values);
        await _canvas.ShowAsync(_frame, reading.Text);
    }

    private static string Percent(double probability) =>
        (probability * 100).ToString(probability < 0.0995 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
