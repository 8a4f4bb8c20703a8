namespace RnnLab.Training.Sampling;

/// <summary>The longest stretch, ending at one position of a sample, that stands word for word in a text.</summary>
/// <param name="Length">Its length in symbols; 0 where not even the symbol occurs.</param>
/// <param name="TextEnd">The position in the text just after one place where it stands; of several, the first that was met.</param>
public readonly record struct CopiedStretch(int Length, long TextEnd);

/// <summary>
/// "Is it copying?": for every position of a sample, the longest stretch ending there that occurs in the training text. A suffix automaton of the sample (Blumer et al. 1985)
/// reads the text once, so that memory depends on the sample alone and time is linear in both.
/// </summary>
public sealed class CopyFinder
{
    private readonly List<State> _states = [new(0, -1)];
    private readonly int[] _prefixes;

    /// <summary>Builds the automaton of a sample's symbols.</summary>
    public CopyFinder(ReadOnlySpan<int> sample)
    {
        _prefixes = new int[sample.Length];
        int last = 0;
        for (int n = 0; n < sample.Length; n++)
            _prefixes[n] = last = Extend(last, sample[n]);
    }

    /// <summary>Reads the text and answers for each position of the sample.</summary>
    public IReadOnlyList<CopiedStretch> Find(ReadOnlySpan<int> text, CancellationToken cancellation = default)
    {
        int[] longest = new int[_states.Count];
        long[] ends = new long[_states.Count];
        int state = 0, length = 0;
        for (int n = 0; n < text.Length; n++)
        {
            if ((n & 0xFFFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
            while (state != 0 && !_states[state].Next.ContainsKey(text[n]))
            {
                state = _states[state].Link;
                length = _states[state].Length;
            }

            if (!_states[state].Next.TryGetValue(text[n], out int next))
                continue;
            state = next;
            length++;
            if (length > longest[state])
                (longest[state], ends[state]) = (length, n + 1);
        }

        // What ends in a state ends in every state on the way of its suffix links too, there at most as long as that state reaches.
        foreach (int from in Enumerable.Range(1, _states.Count - 1).OrderByDescending(n => _states[n].Length))
        {
            int to = _states[from].Link;
            int reach = Math.Min(longest[from], _states[to].Length);
            if (reach > longest[to])
                (longest[to], ends[to]) = (reach, ends[from]);
        }

        // A state's own strings are all longer than its link's; where the text has none of them, a shorter suffix may do.
        var found = new CopiedStretch[_prefixes.Length];
        for (int n = 0; n < found.Length; n++)
        {
            int at = _prefixes[n];
            while (at > 0 && longest[at] == 0)
                at = _states[at].Link;
            found[n] = new(longest[at], ends[at]);
        }

        return found;
    }

    private int Extend(int last, int symbol)
    {
        int added = _states.Count;
        _states.Add(new(_states[last].Length + 1, 0));
        int at = last;
        for (; at >= 0 && !_states[at].Next.ContainsKey(symbol); at = _states[at].Link)
            _states[at].Next[symbol] = added;
        if (at < 0)
            return added;
        int target = _states[at].Next[symbol];
        if (_states[target].Length == _states[at].Length + 1)
        {
            _states[added].Link = target;
            return added;
        }

        int clone = _states.Count;
        _states.Add(new(_states[at].Length + 1, _states[target].Link, _states[target].Next));
        for (; at >= 0 && _states[at].Next.GetValueOrDefault(symbol, -1) == target; at = _states[at].Link)
            _states[at].Next[symbol] = clone;
        _states[target].Link = clone;
        _states[added].Link = clone;
        return added;
    }

    private sealed class State(int length, int link, Dictionary<int, int>? next = null)
    {
        internal int Length { get; } = length;

        internal int Link { get; set; } = link;

        internal Dictionary<int, int> Next { get; } = next is null ? [] : new(next);
    }
}
