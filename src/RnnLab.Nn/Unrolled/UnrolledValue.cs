namespace RnnLab.Nn.Unrolled;

/// <summary>What a value of an unrolled network is.</summary>
public enum UnrolledRole
{
    /// <summary>A learned weight, shared by all steps.</summary>
    Weight,

    /// <summary>What is read at a step, or the zeros before the first step.</summary>
    Input,

    /// <summary>A gate or candidate: what an equation of the cell computes.</summary>
    Gate,

    /// <summary>A state after a step.</summary>
    State,

    /// <summary>A part of an equation.</summary>
    Intermediate,

    /// <summary>The scores of a step.</summary>
    Scores,

    /// <summary>The loss of a step, or of all.</summary>
    Loss,
}

/// <summary>A tensor of an unrolled network, with what the engine computed for it.</summary>
public sealed class UnrolledValue
{
    internal UnrolledValue(int id, string name, UnrolledRole role, UnrolledPlace place, int rows, int columns)
    {
        Id = id;
        Name = name;
        Role = role;
        Place = place;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>The name that the equations give it, or the part of an equation that computes it, such as <c>Wz*x</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public UnrolledRole Role { get; }

    /// <summary>Where it is; of a weight, only part, layer and direction say something.</summary>
    public UnrolledPlace Place { get; }

    /// <summary>Rows of a matrix; 1 for a vector.</summary>
    public int Rows { get; }

    /// <summary>Columns of a matrix; the length of a vector.</summary>
    public int Columns { get; }

    /// <summary>[Rows, Columns], row-major.</summary>
    public double[] Data { get; internal set; } = [];

    /// <summary>The gradient of the whole loss with respect to it, as <see cref="Data"/>; null where none reaches it.</summary>
    public double[]? Gradient { get; internal set; }
}
