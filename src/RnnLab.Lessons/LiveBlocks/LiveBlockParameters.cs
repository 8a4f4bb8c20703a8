namespace RnnLab.Lessons.LiveBlocks;

/// <summary>The checked parameters of one live block: every parameter of its <see cref="LiveBlockSpec"/> has a value of its kind.</summary>
public sealed class LiveBlockParameters
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal LiveBlockParameters(IReadOnlyDictionary<string, object> values) => _values = values;

    /// <summary>The values by name: string, int, double or bool.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>A text, choice or file name.</summary>
    public string Text(string name) => Get<string>(name);

    /// <summary>A whole number.</summary>
    public int Integer(string name) => Get<int>(name);

    /// <summary>A number.</summary>
    public double Number(string name) => Get<double>(name);

    /// <summary>A switch.</summary>
    public bool Boolean(string name) => Get<bool>(name);

    private T Get<T>(string name) => _values.TryGetValue(name, out var value)
        ? value is T typed ? typed : throw new ArgumentException($"Parameter {name} is a {value.GetType().Name}, not a {typeof(T).Name}.", nameof(name))
        : throw new ArgumentException($"This live block has no parameter {name}; it has {string.Join(", ", _values.Keys.Order())}.", nameof(name));
}
