namespace RnnLab.Nn.Surgery;

/// <summary>Holds a gate or state of a layer at a value, whatever the network computes for it.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Gate">The gate or state by its name in the cell's equations.</param>
/// <param name="Unit">One unit; null for all of them.</param>
/// <param name="Value">What it is held at.</param>
public sealed record GateEdit(int Layer, string Gate, int? Unit, double Value);

/// <summary>Takes a weight of a layer's equations away, as if all its numbers were 0.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Weight">The weight by its name in the cell's equations, such as Uf.</param>
public sealed record WeightEdit(int Layer, string Weight);

/// <summary>Puts another state in place of the network's own before it reads symbol number <paramref name="Time"/>.</summary>
/// <param name="Time">From 0.</param>
/// <param name="State">The whole state, in the order of <see cref="ModelState.ToArray"/>.</param>
public sealed record StateEdit(long Time, float[] State);

/// <summary>Everything that is changed in a network that otherwise stays as it is.</summary>
public sealed record GateSurgery
{
    /// <summary>Gates and states that are held.</summary>
    public IReadOnlyList<GateEdit> Gates { get; init; } = [];

    /// <summary>Weights that are taken away.</summary>
    public IReadOnlyList<WeightEdit> Weights { get; init; } = [];

    /// <summary>States that are put in place of others.</summary>
    public IReadOnlyList<StateEdit> States { get; init; } = [];

    /// <summary>Whether nothing is changed.</summary>
    public bool IsEmpty => Gates.Count + Weights.Count + States.Count == 0;

    /// <summary>Everything that does not fit a model, each in a sentence; empty where all does.</summary>
    public IReadOnlyList<string> Problems(LanguageModelConfig config)
    {
        if (StackRules.BeyondEquations(config) is { } beyond)
            return [beyond];
        var problems = new List<string>();
        var names = config.Description.GateNames;
        var weights = Unrolled.CellEquations.Of(config).Program.Parameters;
        foreach (var edit in Gates)
        {
            if (Layer(edit.Layer) && !names.Contains(edit.Gate))
                problems.Add($"This cell has no gate or state called “{edit.Gate}”; it has {string.Join(", ", names)}.");
            if (edit.Unit is { } unit && (unit < 0 || unit >= config.Hidden))
                problems.Add(FormattableString.Invariant($"Unit {unit:N0} does not exist; a layer has {config.Hidden:N0}, counted from 0."));
            if (!double.IsFinite(edit.Value) || Math.Abs(edit.Value) > 1e6)
                problems.Add(FormattableString.Invariant($"A gate can be held between -1,000,000 and 1,000,000, not at {edit.Value}."));
        }

        foreach (var edit in Weights)
        {
            if (Layer(edit.Layer) && !weights.Any(weight => weight.Name == edit.Weight))
                problems.Add($"This cell has no weight called “{edit.Weight}”; it has {string.Join(", ", weights.Select(weight => weight.Name))}.");
        }

        return problems;

        bool Layer(int layer)
        {
            if (layer >= 0 && layer < config.Layers)
                return true;
            problems.Add($"Layer {layer} does not exist; the model has {config.Layers}, counted from 0.");
            return false;
        }
    }
}
