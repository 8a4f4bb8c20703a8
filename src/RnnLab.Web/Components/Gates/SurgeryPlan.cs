using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Surgery;
using RnnLab.Nn.Unrolled;
using RnnLab.Data.Text;

namespace RnnLab.Web.Components.Gates;

/// <summary>From the changes that a page keeps to those that the engine makes, and what a cell offers to change.</summary>
public static class SurgeryPlan
{
    /// <summary>The engine's changes. Reads the other texts, whose states are put in; call it on the thread that owns the model.</summary>
    /// <exception cref="ArgumentException">A change does not fit the network; the message says how.</exception>
    public static GateSurgery Build(LanguageModel model, CharacterVocabulary vocabulary, IReadOnlyList<SurgeryEdit> edits) => new()
    {
        Gates = [.. edits.Where(edit => edit.Kind == SurgeryKind.Hold).Select(edit => new GateEdit(edit.Layer, edit.Name, edit.Unit, edit.Value))],
        Weights = [.. edits.Where(edit => edit.Kind == SurgeryKind.Zero).Select(edit => new WeightEdit(edit.Layer, edit.Name))],
        States = [.. edits.Where(edit => edit.Kind == SurgeryKind.State).Select(edit => new StateEdit(edit.Time, StateAfter(model, vocabulary, edit.Text)))],
    };

    /// <summary>The weights that may be taken away: those that carry a state from step to step.</summary>
    public static IReadOnlyList<string> RecurrentWeights(LanguageModelConfig config) =>
    [
        .. CellEquations.Of(config).Program.Parameters
            .Where(parameter => parameter.Columns is Nn.Recurrent.CellColumns.Hidden && (config.OwnCell is not null || parameter.Name[0] is 'U' or 'R'))
            .Select(parameter => parameter.Name),
    ];

    /// <summary>At which value a gate does nothing any more, and what that means; null where it is no gate of this cell.</summary>
    public static (double Value, string Meaning)? Removed(LanguageModelConfig config, string gate) => (config.OwnCell is null ? config.Cell : (CellKind?)null, gate) switch
    {
        (CellKind.Lstm, "i") => (1, "everything is written"),
        (CellKind.Lstm, "f") => (1, "nothing is forgotten"),
        (CellKind.Lstm, "o") => (1, "everything is shown"),
        (CellKind.Gru or CellKind.GruResetBefore, "r") => (1, "the candidate sees all of the old state"),
        (CellKind.Gru or CellKind.GruResetBefore, "z") => (0, "the old state is always replaced"),
        (CellKind.Mgu, "f") => (1, "the old state is always replaced"),
        _ => null,
    };

    private static float[] StateAfter(LanguageModel model, CharacterVocabulary vocabulary, string text)
    {
        using EditedReader reader = new(model, new GateSurgery());
        float[] logits = new float[vocabulary.Count];
        foreach (int token in vocabulary.Encode(text))
            reader.Step(token, logits);
        return reader.State;
    }
}
