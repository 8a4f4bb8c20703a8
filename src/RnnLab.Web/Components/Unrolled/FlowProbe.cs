using RnnLab.Compute;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Runs;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>How far the gradient reaches back in one network.</summary>
/// <param name="Name">The network.</param>
/// <param name="Norms">|dL/dh| and |dL/dc| at every step of every layer.</param>
/// <param name="Reach">The largest singular value of the product of Jacobians of the top layer from each step to the last; null where it was too wide to compute.</param>
/// <param name="Sentence">What is seen.</param>
public sealed record FlowCurve(string Name, IReadOnlyList<StateGradients> Norms, IReadOnlyList<double>? Reach, string Sentence)
{
    /// <summary>Products of Jacobians that are kept at most.</summary>
    public const int Kept = 6;

    /// <summary>For a few steps t, the product of Jacobians of the top layer from t to the last step: rows are states after, columns states before.</summary>
    public IReadOnlyList<(int Time, double[,] Matrix)> Products { get; private init; } = [];

    /// <summary>Measures a network.</summary>
    public static FlowCurve Of(string name, UnrolledGraph graph)
    {
        var norms = GradientFlow.Norms(graph);
        bool narrow = graph.Plan.Hidden * graph.Plan.Cell.Program.StateNames.Count <= UnrollLimits.ReachWidth;
        var top = norms.Last(curve => curve.State == "h");
        var jacobians = narrow ? graph.Jacobians(graph.Plan.Layers - 1, graph.Plan.Time - 1) : [];
        IReadOnlyList<double>? reach = narrow ? [.. jacobians.Select(SingularValues.Largest)] : null;
        bool everyStep = graph.Plan.Targets.Count > 1 && graph.Plan.Pattern is SequencePattern.ManyToMany or SequencePattern.OneToMany;
        string sentence = everyStep && reach is { Count: > 1 } ? SayReach(reach) : Say(top.Norms);
        return new(name, norms, reach, narrow ? sentence : FormattableString.Invariant($"{sentence} The dotted line is left out above {UnrollLimits.ReachWidth} numbers of state.")) { Products = Few(jacobians) };
    }

    private static IReadOnlyList<(int Time, double[,] Matrix)> Few(IReadOnlyList<double[,]> all)
    {
        int count = Math.Min(Kept, all.Count);
        return [.. Enumerable.Range(0, count).Select(n => count == 1 ? 0 : n * (all.Count - 1) / (count - 1)).Select(t => (t, all[t]))];
    }

    /// <summary>What the product of Jacobians shows where every step has a loss of its own, which hides in the norms what comes from afar.</summary>
    public static string SayReach(IReadOnlyList<double> reach)
    {
        int cut = 0;
        while (cut < reach.Count - 1 && reach[cut] == 0)
            cut++;
        if (cut > 0)
            return $"Of the last step's loss nothing passes further back than t = {cut}: there it is cut.";
        double share = reach[0] / reach[^1];
        return $"Every step adds a loss of its own. Of a gradient at the end at most {RunNumbers.Significant(reach[0])} comes back to t = 0: " + share switch
        {
            < 1e-3 => "what comes from afar vanishes.",
            > 10 => "what comes from afar explodes.",
            _ => "it reaches back.",
        };
    }

    /// <summary>What a curve of norms shows, in a sentence.</summary>
    public static string Say(IReadOnlyList<double> norms)
    {
        int last = norms.Count - 1;
        while (last > 0 && norms[last] == 0)
            last--;
        if (norms[last] == 0)
            return "No gradient arrives at all.";
        if (last == 0)
            return "One step: there is no way back to go.";
        if (norms.Any(norm => !double.IsFinite(norm)))
            return "The gradient has grown beyond all numbers: it explodes.";
        int first = 0;
        while (norms[first] == 0)
            first++;
        if (first > 0)
            return $"The gradient ends at t = {first}: nothing passes further back.";
        double ratio = norms[0] / norms[last];
        string share = ratio >= 10 ? $"{RunNumbers.Significant(ratio)} times" : RunNumbers.Significant(ratio) + " of";
        return $"At t = 0 its norm is {share} what it is at t = {last}: " + ratio switch
        {
            < 1e-3 => "it vanishes, and what was read first hardly teaches anything.",
            > 10 => "it explodes; clipping would be needed.",
            _ => "it reaches back.",
        };
    }
}

/// <summary>The comparison of cells on one text with one seed.</summary>
public static class FlowProbe
{
    /// <summary>Cells that are compared at most.</summary>
    public const int Most = 6;

    /// <summary>The cells beside the network above.</summary>
    public static IReadOnlyList<UnrollCell> Cells(UnrollView view) => [.. Words(view.Compared).Select(UnrollChoices.Cell)];

    /// <summary>The words of cells in a list of an address, in the usual order; others are left out.</summary>
    public static IEnumerable<string> Words(string list)
    {
        HashSet<string> given = [.. list.Split(',')];
        return UnrollChoices.Cells.Select(cell => cell.Word).Where(given.Contains).Take(Most);
    }

    /// <summary>The list with a cell in it, or without.</summary>
    public static string Toggle(UnrollView view, UnrollCell cell, bool chosen) =>
        string.Join(',', Words(chosen ? $"{view.Compared},{cell.Word}" : string.Join(',', Words(view.Compared).Where(word => word != cell.Word))).DefaultIfEmpty("none"));

    /// <summary>The exponents of ten between which everything in the curves lies, so that all have one axis; thirty below the largest at most.</summary>
    public static IReadOnlyList<double> Decades(IReadOnlyList<FlowCurve> curves)
    {
        double[] all = [.. curves.SelectMany(curve => curve.Norms.SelectMany(norms => norms.Norms).Concat(curve.Reach ?? [])).Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10)];
        if (all.Length == 0)
            return [-1, 1];
        double high = all.Max() + 0.3, low = Math.Max(all.Min() - 0.3, high - 30);
        return [low, high];
    }

    /// <summary>The network above, and the chosen cells of its size on its text, repeated to the length that is asked for.</summary>
    public static IReadOnlyList<FlowCurve> Compare(UnrollNetwork network, UnrollView view, UnrollEngine engine, CancellationToken cancellation)
    {
        using IComputeBackend backend = engine.Reference();
        var curves = new List<FlowCurve>();
        using (var own = new UnrolledGraph(network.Graph.Plan, network.Graph.Start, backend))
            curves.Add(FlowCurve.Of("The network above", own));
        foreach (var cell in Cells(view))
        {
            cancellation.ThrowIfCancellationRequested();
            var plan = Plan(view, cell);
            using var graph = new UnrolledGraph(plan, UnrolledWeights.Draw(plan, view.Seed, view.Scale, view.ForgetBias), backend);
            curves.Add(FlowCurve.Of(cell.Name, graph));
        }

        return curves;
    }

    /// <summary>A cell that reads the text, again and again, to the asked length.</summary>
    public static UnrolledPlan Plan(UnrollView view, UnrollCell cell)
    {
        var alphabet = UnrollSetup.Alphabet(view).ToList();
        int[] text = [.. UnrollSetup.Characters(view.Text).Select(symbol => alphabet.IndexOf(symbol))];
        int[] repeated = [.. Enumerable.Range(0, view.FlowTime + 1).Select(n => text[n % text.Length])];
        return new()
        {
            Cell = cell.Equations, Layers = view.Layers, Hidden = view.Hidden, Symbols = alphabet.Count, Pattern = view.FlowEvery ? SequencePattern.ManyToMany : SequencePattern.ManyToOne,
            Inputs = repeated[..^1], Targets = view.FlowEvery ? repeated[1..] : repeated[^1..],
        };
    }
}
