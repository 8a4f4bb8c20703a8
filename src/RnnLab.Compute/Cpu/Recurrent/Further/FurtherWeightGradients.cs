using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>The gradients of all weights and of the input, from those of the pre-activations of all steps.</summary>
internal static unsafe class FurtherWeightGradients<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Adds to the gradients of the weights and writes that of the input. The states are those that each step began with; null where not needed.</summary>
    public static void Add(
        ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients, float* previousHidden, float* previousCell, float* previousGates)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, hidden = d.Hidden, rows = d.Time * d.Batch;
        int gates = d.Cell.ResetsBeforeProduct() ? width - hidden : width;
        float* preactivations = gradients.GatePreactivations;

        // Both biases stand in the same sum.
        using var sums = new Scratch(pool, width);
        InputSide(threads, pool, layer, gradients, sums.Floats);
        for (int n = 0; n < width; n++)
        {
            gradients.InputBias[n] += sums.Floats[n];
            gradients.RecurrentBias[n] += sums.Floats[n];
        }

        AddProduct(threads, pool, preactivations, width, gates, previousHidden, hidden, rows, gradients.RecurrentWeights);
        if (gates < width)
            AddProduct(threads, pool, preactivations + gates, width, hidden, layer.Candidate, hidden, rows, gradients.RecurrentWeights + (nint)gates * hidden);
        if (layer.Peepholes != null)
            PeepholeGradients<S, V>.Add(threads, d, preactivations, previousCell, layer.Cell, gradients.Peepholes);
        if (d.CarriesGates)
            GateRecurrence<S, V>.AddGradient(threads, pool, d, preactivations, previousGates, gradients.GateWeights);
    }

    /// <summary>sums becomes the sum of each gate's gradients.</summary>
    private static void InputSide(ComputeThreads threads, MemoryPool pool, in RecurrentPointers layer, in RecurrentGradientPointers gradients, float* sums)
    {
        var d = layer.Dimensions;
        int width = d.GateWidth, rows = d.Time * d.Batch;
        float* preactivations = gradients.GatePreactivations;
        if (layer.Tokens != null)
        {
            using var table = new Scratch(pool, (long)d.Input * width);
            TokenTable<S, V>.ScatterAdd(threads, preactivations, layer.Tokens, rows, d.Input, width, table.Floats, gradients.InputWeights, sums);
            return;
        }

        Product<S, V>.Run(
            threads, pool, width, d.Input, rows, new Matrix(preactivations, width, transposed: true), new Matrix(layer.Dense, d.Input), gradients.InputWeights, d.Input, gradients.InputWeights, d.Input, sums);
        if (gradients.Input != null)
            Product<S, V>.Run(threads, pool, rows, d.Input, width, new Matrix(preactivations, width), new Matrix(layer.InputWeights, d.Input), gradients.Input, d.Input, null, 0);
    }

    /// <summary>weights [gates, columns] += (gradients [rows, gates])^T v [rows, columns].</summary>
    private static void AddProduct(ComputeThreads threads, MemoryPool pool, float* gradients, int stride, int gates, float* v, int columns, int rows, float* weights) =>
        Product<S, V>.Run(threads, pool, gates, columns, rows, new Matrix(gradients, stride, transposed: true), new Matrix(v, columns), weights, columns, weights, columns);
}
