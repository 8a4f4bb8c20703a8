using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>Recurrent layers on top of one another, with dropout on the outputs of all but the last, as torch.nn.LSTM has it.</summary>
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

    /// <summary>Records the whole stack. Initial states are one [B, H] a layer, what else cells carry one [B, n*H]; no position means no dropout.</summary>
    public IReadOnlyList<RecurrentOutput> Forward(
        Tape tape, SequenceInput input, IReadOnlyList<Variable> initialHidden, IReadOnlyList<Variable?> initialCell, DropoutPosition? dropout, IReadOnlyList<Variable?>? initialFurther = null)
    {
        var outputs = new RecurrentOutput[Layers.Count];
        for (int layer = 0; layer < outputs.Length; layer++)
        {
            outputs[layer] = Layers[layer].Forward(tape, input, initialHidden[layer], initialCell[layer], initialFurther: initialFurther?[layer]);
            var hidden = outputs[layer].Hidden;
            bool last = layer == outputs.Length - 1;
            input = new SequenceInput(last || dropout is null ? hidden : hidden.Dropout(Dropout, dropout, RandomStreams.Dropout(layer)));
        }

        return outputs;
    }
}
