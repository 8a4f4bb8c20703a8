using RnnLab.Compute;
using RnnLab.Nn.Optimizers;

namespace RnnLab.Nn.Tests.Support;

/// <summary>What must hold of a language model whatever its cell.</summary>
internal static class ModelChecks
{
    /// <summary>Symbol by symbol the model gives the logits and states that it gives for the whole sequence, and every gate stays within its range.</summary>
    public static void SymbolBySymbolIsTheWhole(LanguageModel model, double tolerance, string what)
    {
        int[] text = [1, 4, 2, 2, 0, 3];
        using var tokens = model.Backend.AllocateIndices(new Shape(text.Length, 1));
        tokens.CopyFrom(text);
        using ModelState whole = model.CreateState(1), stepped = model.CreateState(1);
        using var trace = model.Forward(tokens, whole);
        var logits = new float[model.Config.Vocabulary];
        foreach (int token in text)
            model.StepLogits(token, stepped, logits);
        Close.Equal(Close.Values(trace.Logits)[^logits.Length..], [.. logits.Select(x => (double)x)], tolerance, $"{what}: logits");
        Close.Equal([.. whole.ToArray().Select(x => (double)x)], [.. stepped.ToArray().Select(x => (double)x)], tolerance, $"{what}: state");
        Assert.Equal(trace.GateNames, model.Config.Description.GateNames);
        foreach (string gate in trace.GateNames)
        {
            var (low, high) = trace.Cell.GateRange(gate);
            Assert.All(trace.Read(1, gate), value => Assert.InRange(value, low, high));
        }
    }

    /// <summary>Trains on a text that repeats every five symbols, T = 10, with Adam and clipping at 5; the loss begins near that of a guess among five and ends below 0.05.</summary>
    public static void LearnsARepeatingText(LanguageModel model, int batch, int steps, double rate, string what)
    {
        using var optimizer = OptimizerFactory.Create(OptimizerKind.Adam, model.Parameters);
        using var state = model.CreateState(batch);
        using IndexTensor tokens = model.Backend.AllocateIndices(new Shape(10, batch)), targets = model.Backend.AllocateIndices(new Shape(10, batch));
        tokens.CopyFrom([.. Enumerable.Range(0, 10 * batch).Select(n => n / batch % 5)]);
        targets.CopyFrom([.. Enumerable.Range(batch, 10 * batch).Select(n => n / batch % 5)]);
        double loss = 0, first = 0;
        for (int step = 0; step < steps; step++)
        {
            model.ZeroGradients();
            loss = model.ForwardBackward(tokens, targets, state, (ulong)step);
            first = step == 0 ? loss : first;
            optimizer.Step(model.Parameters, rate, GradientClipping.Apply(ClipMode.Norm, 5, model.Parameters).GradientScale);
        }

        Assert.InRange(first, 1.2, 2.2);
        Assert.True(loss < 0.05, $"{what}: the loss went from {first} only to {loss}.");
    }
}
