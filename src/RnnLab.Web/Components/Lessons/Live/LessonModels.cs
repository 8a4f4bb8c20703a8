using System.Collections.Concurrent;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>The networks that lie beside lessons, each loaded once, when it is first looked at.</summary>
public sealed class LessonModels : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LessonModel>> _models = new(StringComparer.Ordinal);

    /// <summary>The network in a file.</summary>
    /// <exception cref="RnnLab.Training.Checkpoints.SafetensorsException">The file is damaged or foreign; the message says how.</exception>
    public LessonModel Open(string path) => _models.GetOrAdd(path, static key => new(() => new LessonModel(key))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _models.Values.Where(model => model.IsValueCreated))
            model.Value.Dispose();
    }
}
