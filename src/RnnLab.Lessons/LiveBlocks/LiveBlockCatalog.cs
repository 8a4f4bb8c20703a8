namespace RnnLab.Lessons.LiveBlocks;

/// <summary>The live blocks that the app can show, by id. The app builds it; lessons are checked against it.</summary>
public sealed class LiveBlockCatalog
{
    private readonly SortedDictionary<string, LiveBlockSpec> _specs = new(StringComparer.Ordinal);

    /// <summary>A catalogue of <paramref name="specs"/>.</summary>
    /// <exception cref="ArgumentException">Two have the same id.</exception>
    public LiveBlockCatalog(params IEnumerable<LiveBlockSpec> specs)
    {
        foreach (var spec in specs)
            _specs.Add(spec.Id, spec);
    }

    /// <summary>Every id, sorted.</summary>
    public IReadOnlyCollection<string> Ids => _specs.Keys;

    /// <summary>Every block, sorted by id.</summary>
    public IReadOnlyCollection<LiveBlockSpec> Specs => _specs.Values;

    /// <summary>The block with this id, or null.</summary>
    public LiveBlockSpec? Find(string id) => _specs.GetValueOrDefault(id);
}
