using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>Recurrent layers on top of one another, with dropout on the outputs of all but the last, as torch.nn.LSTM has it, or as <see cref="DropoutKind"/> says.</summary>
public sealed class RecurrentStack
{
    /// <summary>Stacks the layers, bottom first.</summary>
    public RecurrentStack(IReadOnlyList<IRecurrentLayer> layers, double dropout)
    {
        Layers = layers;
        Dropout = dropout;
    }

    /// <summary>The layers, bottom first.</summary>
    public IReadOnlyList<IRecurrentLayer> Layers { get; }

    /// <summary>The share of units dropped between layers.</summary>
    public double Dropout { get; }

    /// <summary>How long a mask lasts, and where it lies.</summary>
    public DropoutKind DropoutKind { get; init; }

    /// <summary>Whether each layer above the first adds its input, as it was before dropout, to its output (as Wu et al. 2016).</summary>
    public bool Residual { get; init; }

    /// <summary>Records the whole stack. Initial states are one [B, H] a layer, what else cells carry one [B, n*H]; no position means no dropout, no gates that gradients flow back freely.</summary>
    public StackOutput Run(
        Tape tape, SequenceInput input, IReadOnlyList<Variable> initialHidden, IReadOnlyList<Variable?> initialCell, DropoutPosition? dropout, IReadOnlyList<Variable?>? initialFurther = null,
        StateGates? stateGates = null)
    {
        var outputs = new RecurrentOutput[Layers.Count];
        bool variational = DropoutKind == DropoutKind.Variational && dropout is not null;
        if (variational && input.Dense is { } symbols)
            input = new SequenceInput(symbols.TimeDropout(Dropout, dropout!, RandomStreams.LayerMask(LayerMaskKind.Input, 0, false)));
        Variable? below = null;
        for (int layer = 0; layer < outputs.Length; layer++)
        {
            outputs[layer] = Layers[layer].Forward(tape, input, initialHidden[layer], initialCell[layer], initialFurther: initialFurther?[layer], training: dropout, stateGates: stateGates);
            var hidden = outputs[layer].Hidden;
            if (Residual && below is not null)
                hidden = hidden.Add(below);
            below = hidden;
            bool last = layer == outputs.Length - 1;
            input = new SequenceInput(variational
                ? hidden.TimeDropout(Dropout, dropout!, last ? RandomStreams.LayerMask(LayerMaskKind.Output, layer, false) : RandomStreams.LayerMask(LayerMaskKind.Input, layer + 1, false))
                : last || dropout is null ? hidden : hidden.Dropout(Dropout, dropout, RandomStreams.Dropout(layer)));
        }

        return new StackOutput(input.Dense!, outputs);
    }

    /// <summary>As <see cref="Run"/>, and gives what each layer computed, bottom first.</summary>
    public IReadOnlyList<RecurrentOutput> Forward(
        Tape tape, SequenceInput input, IReadOnlyList<Variable> initialHidden, IReadOnlyList<Variable?> initialCell, DropoutPosition? dropout, IReadOnlyList<Variable?>? initialFurther = null) =>
        Run(tape, input, initialHidden, initialCell, dropout, initialFurther).Layers;
}

/// <summary>What a stack gives.</summary>
/// <param name="Top">What whatever stands on the stack reads [T, B, H]: the top layer's h, with its residual connection and its dropout.</param>
/// <param name="Layers">What each layer computed, bottom first.</param>
public sealed record StackOutput(Variable Top, IReadOnlyList<RecurrentOutput> Layers);
