using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>
/// Reverse-mode differentiation over backend ops (Wengert 1964; Griewank and Walther, "Evaluating Derivatives"). Each op runs at
/// once and is recorded; <see cref="Backward(Variable)"/> walks the record from its end. A tape recorded once can be replayed on new values in
/// the same buffers, so that a training step in steady state allocates nothing. One thread at a time.
/// </summary>
public sealed class Tape : IDisposable
{
    private readonly List<TapeNode> _nodes = [];
    private readonly List<Variable> _variables = [];
    private readonly List<IDisposable> _owned = [];

    /// <summary>An empty tape over a backend. Without gradients nothing is computed or kept for a backward pass.</summary>
    public Tape(IComputeBackend backend, bool gradients = true)
    {
        Backend = backend;
        HasGradients = gradients;
    }

    /// <summary>Where the ops run.</summary>
    public IComputeBackend Backend { get; }

    /// <summary>Whether leaves and parameters of this tape require gradients.</summary>
    public bool HasGradients { get; }

    /// <summary>How many operations have been recorded.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>An input without gradient; the caller keeps its memory.</summary>
    public Variable Constant(Tensor value) => Track(new Variable(this, value, requiresGradient: false));

    /// <summary>An input whose gradient is wanted; the caller keeps its value's memory, the tape its gradient's.</summary>
    public Variable Leaf(Tensor value) => Track(new Variable(this, value, HasGradients));

    /// <summary>A parameter: backward passes add to its own <see cref="Nn.Parameter.Gradient"/>.</summary>
    public Variable Parameter(Parameter parameter) => Track(new Variable(this, parameter.Value, HasGradients, HasGradients ? parameter.Gradient : null));

    /// <summary>A zeroed tensor that lives until <see cref="Reset"/>.</summary>
    public Tensor Allocate(Shape shape)
    {
        var tensor = Backend.Allocate(shape);
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Runs every recorded op again, in order, on the current values of the inputs. Gradients of the last backward pass are then out of date.</summary>
    public void Replay()
    {
        for (int n = 0; n < _nodes.Count; n++)
            _nodes[n].Forward();
    }

    /// <summary>Computes the gradient of <paramref name="loss"/>, a single number, for everything that requires one.</summary>
    /// <exception cref="ShapeMismatchException">The loss has more than one element.</exception>
    /// <exception cref="InvalidOperationException">The tape was made without gradients.</exception>
    public void Backward(Variable loss) => Backward(loss, 1);

    /// <summary>As <see cref="Backward(Variable)"/>, with every gradient multiplied by <paramref name="weight"/>.</summary>
    public void Backward(Variable loss, double weight)
    {
        if (!HasGradients)
            throw new InvalidOperationException("This tape was made without gradients; there is nothing to walk back over.");
        if (loss.Shape.Count != 1)
            throw new ShapeMismatchException($"Only a single number can be differentiated; the loss has shape {loss.Shape}. Sum it first.");
        for (int v = 0; v < _variables.Count; v++)
            _variables[v].ForgetGradient();
        Backend.Fill(loss.ClaimGradient(out _), weight);
        for (int n = _nodes.Count - 1; n >= 0; n--)
        {
            if (_nodes[n].IsReached)
                _nodes[n].Backward();
        }
    }

    /// <summary>
    /// Walks back over a stretch of the record alone, from a gradient given for one variable. Gradients of all variables are then those of this walk: read
    /// what is wanted before the next.
    /// </summary>
    internal void BackwardThrough(Variable output, Tensor seed, int firstNode, int endNode)
    {
        for (int v = 0; v < _variables.Count; v++)
            _variables[v].ForgetGradient();
        Backend.Copy(seed, output.ClaimGradient(out _));
        for (int n = endNode - 1; n >= firstNode; n--)
        {
            if (_nodes[n].IsReached)
                _nodes[n].Backward();
        }
    }

    /// <summary>Forgets all ops and gives every temporary back to the backend's pool.</summary>
    public void Reset()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _owned.Clear();
        _nodes.Clear();
        _variables.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    /// <summary>A variable that an op of this tape writes.</summary>
    internal Variable NewOutput(Shape shape, bool requiresGradient) => Track(new Variable(this, Allocate(shape), requiresGradient));

    /// <summary>A variable over memory that something else owns, such as a view.</summary>
    internal Variable NewOutput(Tensor value, bool requiresGradient) => Track(new Variable(this, value, requiresGradient));

    /// <summary>Runs a node for the first time and keeps it.</summary>
    internal TNode Record<TNode>(TNode node) where TNode : TapeNode
    {
        node.Forward();
        _nodes.Add(node);
        return node;
    }

    /// <summary>Takes something over that is given back with the temporaries.</summary>
    internal T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>A view of a tensor, given back with the temporaries.</summary>
    internal Tensor View(Tensor tensor, long offset, Shape shape)
    {
        var view = tensor.View(offset, shape);
        _owned.Add(view);
        return view;
    }

    private Variable Track(Variable variable)
    {
        _variables.Add(variable);
        return variable;
    }
}
