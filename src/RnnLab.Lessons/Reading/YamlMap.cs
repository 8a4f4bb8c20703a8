using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RnnLab.Lessons.Reading;

/// <summary>A YAML mapping inside a lesson, read key by key, with faults reported on the lesson's own lines.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly LessonContext _context;
    private readonly int _linesBefore;
    private readonly string _what;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private YamlMap(YamlMappingNode node, LessonContext context, int linesBefore, string what)
    {
        (_node, _context, _linesBefore, _what) = (node, context, linesBefore, what);
    }

    /// <summary>Line of the lesson on which the mapping starts, counted from 1.</summary>
    public int Line => LineOf(_node);

    /// <summary>Reads <paramref name="yaml"/>, which follows line <paramref name="linesBefore"/> of the lesson; null where it is not a mapping.</summary>
    /// <param name="yaml">The text between the fences.</param>
    /// <param name="linesBefore">How many lines of the lesson stand before it.</param>
    /// <param name="what">Its name in messages: "this quiz".</param>
    /// <param name="context">Where faults go.</param>
    public static YamlMap? Parse(string yaml, int linesBefore, string what, LessonContext context)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            context.Report(
                linesBefore + (int)e.Start.Line,
                $"The YAML of {what} cannot be read: {e.Message.TrimEnd('.')}.",
                "Write one \"key: value\" a line; put a value that holds \": \" or starts with a sign such as [ or $ between quotes.");
            return null;
        }

        var root = stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode;
        if (root is YamlScalarNode { Value: null or "" })
            root = new YamlMappingNode();
        if (root is YamlMappingNode mapping)
            return new YamlMap(mapping, context, linesBefore, what);
        context.Report(linesBefore + 1, $"{Capital(what)} does not hold \"key: value\" lines.", "Write one \"key: value\" a line.");
        return null;
    }

    /// <summary>The text under <paramref name="key"/>, or null; reports an absent or empty one where it is required.</summary>
    public string? Text(string key, bool required = false)
    {
        _read.Add(key);
        if (!_node.Children.TryGetValue(new YamlScalarNode(key), out var value))
        {
            if (required)
                ReportMissing(key);
            return null;
        }

        if (value is YamlScalarNode { Value: { } text } && (text.Length > 0 || !required))
            return text;
        _context.Report(LineOf(value), $"{key} of {_what} must be a text.", $"Write \"{key}: ...\" on one line.");
        return null;
    }

    /// <summary>The whole number from 1 up under <paramref name="key"/>, or null with a report.</summary>
    public int? Count(string key)
    {
        if (Text(key, required: true) is not { } text)
            return null;
        if (int.TryParse(text, out int number) && number >= 1)
            return number;
        _context.Report(LineOfKey(key), $"{key} of {_what} must be a whole number from 1 up, but is \"{text}\".", $"Write for example \"{key}: 5\".");
        return null;
    }

    /// <summary>The list of texts under <paramref name="key"/>; empty, with a report where it is required, if there is none.</summary>
    public IReadOnlyList<string> Texts(string key, bool required = false)
    {
        var items = Items(key, required);
        var texts = items.OfType<YamlScalarNode>().Select(item => item.Value ?? "").Where(text => text.Length > 0).ToList();
        if (texts.Count != items.Count)
            _context.Report(LineOfKey(key), $"{key} of {_what} holds something that is not a text.", "Write one \"- text\" a line; put a text that holds \": \" between quotes.");
        return texts;
    }

    /// <summary>The list of mappings under <paramref name="key"/>.</summary>
    public IReadOnlyList<YamlMap> Maps(string key, string what)
    {
        var items = Items(key, required: true);
        var maps = items.OfType<YamlMappingNode>().Select(item => new YamlMap(item, _context, _linesBefore, what)).ToList();
        if (maps.Count != items.Count)
            _context.Report(LineOfKey(key), $"{key} of {_what} holds something that is not a group of \"key: value\" lines.", "Start each item with \"- text: ...\".");
        return maps;
    }

    /// <summary>Line of the lesson on which <paramref name="key"/> stands; the mapping's own where it is absent.</summary>
    public int LineOfKey(string key) =>
        _node.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(node => node.Value == key) is { } node ? LineOf(node) : Line;

    /// <summary>Reports every key that nothing asked for.</summary>
    public void ReportUnknownKeys()
    {
        foreach (var key in _node.Children.Keys.OfType<YamlScalarNode>().Where(key => !_read.Contains(key.Value ?? "")))
        {
            _context.Report(LineOf(key), $"{Capital(_what)} has no key \"{key.Value}\".", $"Use {string.Join(", ", _read.Order())}, or remove the line.");
        }
    }

    private List<YamlNode> Items(string key, bool required)
    {
        _read.Add(key);
        if (_node.Children.TryGetValue(new YamlScalarNode(key), out var value))
        {
            if (value is YamlSequenceNode { Children.Count: > 0 } sequence)
                return [.. sequence.Children];
            if (value is not YamlSequenceNode)
                _context.Report(LineOf(value), $"{key} of {_what} must be a list.", "Write one \"- ...\" a line below it.");
            else if (required)
                _context.Report(LineOf(value), $"{key} of {_what} is empty.", "Write one \"- ...\" a line below it.");
        }
        else if (required)
        {
            ReportMissing(key);
        }

        return [];
    }

    private void ReportMissing(string key) => _context.Report(Line, $"{Capital(_what)} has no {key}.", $"Add a line \"{key}: ...\".");

    private int LineOf(YamlNode node) => _linesBefore + Math.Max(1, (int)node.Start.Line);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
