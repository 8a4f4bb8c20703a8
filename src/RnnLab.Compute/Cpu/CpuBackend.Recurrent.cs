using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Recurrent;
using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void RecurrentForward(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations)
    {
        RecurrentShapes.Forward(dimensions, input, parameters, activations);
        var layer = Inputs(dimensions, input, parameters, activations);
        layer.Gates = Write(activations.Gates);
        layer.Hidden = Write(activations.Hidden);
        layer.Cell = WriteOrNull(activations.Cell);
        layer.Candidate = WriteOrNull(activations.CandidateRecurrent);
        layer.FinalHidden = WriteOrNull(activations.FinalHidden);
        layer.FinalCell = dimensions.Cell.HasCellState() ? WriteOrNull(activations.FinalCell) : null;
        layer.FinalGates = dimensions.CarriesGates ? WriteOrNull(activations.FinalGates) : null;
        _kernels.RecurrentForward(layer);
    }

    /// <inheritdoc/>
    public void RecurrentBackward(
        RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients)
    {
        RecurrentShapes.Backward(dimensions, input, parameters, activations, gradients);
        var layer = Inputs(dimensions, input, parameters, activations);
        layer.Gates = Read(activations.Gates);
        layer.Hidden = Read(activations.Hidden);
        layer.Cell = ReadOrNull(activations.Cell);
        layer.Candidate = ReadOrNull(activations.CandidateRecurrent);
        var pointers = new RecurrentGradientPointers
        {
            Output = Read(gradients.Output),
            FinalHidden = ReadOrNull(gradients.FinalHidden),
            FinalCell = ReadOrNull(gradients.FinalCell),
            CarryFactors = ReadOrNull(gradients.CarryFactors),
            InputWeights = Read(gradients.Parameters.InputWeights),
            RecurrentWeights = Read(gradients.Parameters.RecurrentWeights),
            InputBias = Read(gradients.Parameters.InputBias),
            RecurrentBias = Read(gradients.Parameters.RecurrentBias),
            GatePreactivations = Write(gradients.GatePreactivations),
            Input = WriteOrNull(gradients.Input),
            InitialHidden = WriteOrNull(gradients.InitialHidden),
            InitialCell = WriteOrNull(gradients.InitialCell),
            Peepholes = dimensions.Variant.Has(LstmVariant.Peephole) ? Read(gradients.Parameters.PeepholeWeights!) : null,
            GateWeights = dimensions.CarriesGates ? Read(gradients.Parameters.GateWeights!) : null,
            FinalGates = ReadOrNull(gradients.FinalGates),
            InitialGates = WriteOrNull(gradients.InitialGates),
        };
        long copied = PaddedInput.CopySize(layer);
        using var copy = new Scratch(_pool, copied);
        if (copied > 0)
        {
            PaddedInput.Copy(layer, copy.Floats);
            layer.Dense = copy.Floats;
        }

        _kernels.RecurrentBackward(layer, pointers);
    }

    private RecurrentPointers Inputs(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations) => new()
    {
        Dimensions = dimensions,
        Dense = ReadOrNull(input.Dense),
        Tokens = input.Tokens is null ? null : Read(input.Tokens, "Recurrent layer", dimensions.Input),
        Lengths = input.Lengths is null ? null : ReadLengths(input.Lengths, dimensions.Time),
        InputWeights = Read(parameters.InputWeights),
        RecurrentWeights = Read(parameters.RecurrentWeights),
        InputBias = Read(parameters.InputBias),
        RecurrentBias = Read(parameters.RecurrentBias),
        InitialHidden = Read(activations.InitialHidden),
        InitialCell = ReadOrNull(activations.InitialCell),
        Peepholes = dimensions.Variant.Has(LstmVariant.Peephole) ? Read(parameters.PeepholeWeights!) : null,
        GateWeights = dimensions.CarriesGates ? Read(parameters.GateWeights!) : null,
        InitialGates = dimensions.CarriesGates ? Read(activations.InitialGates!) : null,
    };

    /// <summary>Null where every sequence has T elements: what is no padding takes the same way, to the same bits, as without lengths.</summary>
    private int* ReadLengths(IndexTensor tensor, int time)
    {
        int* lengths = Own(tensor).Read();
        var all = new ReadOnlySpan<int>(lengths, checked((int)tensor.Shape.Count));
        TokenRange.CheckLengths(all, time);
        return all.ContainsAnyExcept(time) ? lengths : null;
    }
}
