namespace RnnLab.Nn.Autodiff;

/// <summary>
/// One recorded operation: it can compute its outputs from its inputs, and its inputs' gradients from its outputs' gradients.
/// Nodes hold their buffers, so that a replay allocates nothing.
/// </summary>
public abstract class TapeNode
{
    /// <summary>Whether the backward pass has reached an output of this node.</summary>
    internal abstract bool IsReached { get; }

    /// <summary>Computes the outputs from the current values of the inputs.</summary>
    internal abstract void Forward();

    /// <summary>Adds to the gradients of those inputs that require one.</summary>
    internal abstract void Backward();
}

/// <summary>A node with exactly one output.</summary>
public abstract class SingleOutputNode : TapeNode
{
    /// <summary>Names the output, whose memory the tape owns.</summary>
    internal SingleOutputNode(Variable output) => Output = output;

    /// <summary>What the node computes.</summary>
    public Variable Output { get; }

    internal override bool IsReached => Output.HasGradient;
}
