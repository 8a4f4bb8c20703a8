using RnnLab.Compute;

namespace RnnLab.Nn.Optimizers;

/// <summary>Turns gradients into steps. Its state is open by name, so that a run resumes exactly.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The rule and its constants.</summary>
    OptimizerSettings Settings { get; }

    /// <summary>Every state tensor, named as in PyTorch: <c>exp_avg.rnn.weight_ih_l0</c> and so on.</summary>
    IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Steps taken so far.</summary>
    long StepCount { get; set; }

    /// <summary>Takes one step. Gradients are read as gradientScale times what lies in them, which is how clipping by norm costs no pass of its own.</summary>
    /// <exception cref="ArgumentException">The parameters are not those the optimizer was made for.</exception>
    void Step(IReadOnlyList<Parameter> parameters, double learningRate, double gradientScale);
}
