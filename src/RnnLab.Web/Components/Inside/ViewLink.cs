using System.Globalization;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Components.Sampling;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Components.Inside;

/// <summary>
/// A link to a page that shows what is looked at now, as far as that page can take it. All four pages read the same keys: <c>run</c>, <c>step</c> (the checkpoint), <c>text</c> (long ones
/// deflated), <c>layer</c> (from 1), <c>unit</c> (from 0), <c>t</c> (the time step, from 0), <c>map</c> (the internal letter of a gate or state) and <c>notation</c>.
/// </summary>
/// <param name="View">The page.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Href">The address, below the application's base; null where the page cannot show this network.</param>
/// <param name="Title">What is to be seen there, and what of the selection it cannot take.</param>
public sealed record ViewLink(InsideView View, string Name, string? Href, string Title)
{
    /// <summary>The link to one of the pages.</summary>
    /// <param name="view">The page.</param>
    /// <param name="at">What is looked at; null for nothing in particular.</param>
    /// <param name="subject">The network.</param>
    public static ViewLink To(InsideView view, LookedAt? at, InsideSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var (name, page, title) = view switch
        {
            InsideView.Gates => ("Gates", "gates", "Every gate and state over this text"),
            InsideView.Unroll => ("Unroll", "unroll", "This time step operation by operation, and the gradients back from it"),
            InsideView.Sample => ("Sample", "sample", "How the next character is chosen after this one"),
            _ => ("Time machine", "", "This unit at every stored step of the training"),
        };
        if (at?.Run is not { } run)
        {
            return view == InsideView.Past ? new(view, name, null, "The time machine belongs to a run: choose one first.")
                : new(view, name, page, at is null || view == InsideView.Unroll ? title : "The network here was set up by hand; this page shows trained ones.");
        }

        if (view == InsideView.Past)
        {
            if (!subject.HasPast)
                return new(view, name, null, "Only a run of this workbench has a time machine: this network's training is not stored here.");
            page = $"runs/{Uri.EscapeDataString(run)}/past";
        }

        var hand = HandSetup.Parse(run);
        if (view == InsideView.Sample && hand is { BothDirections: true })
            return new(view, name, null, "A network that reads in both directions cannot write: its backward half would have to have read what comes next.");
        if (view == InsideView.Unroll && hand is not null)
            return Drawn(hand, at, name);
        string? lacks = null;
        var stretch = at.Text is not { Length: > 0 } text ? null : view switch
        {
            InsideView.Unroll => Unrolled(text),
            InsideView.Sample => TextStretch.Round(text, at.Time ?? 0, SampleView.MostPrime, answered: false),
            _ => new TextStretch(text, 0, at.Time ?? 0),
        };
        if (view == InsideView.Unroll && Fits(subject) < 2)
            lacks = string.Create(CultureInfo.InvariantCulture, $"With {subject.Parameters:N0} weights it is too large to be followed operation by operation");
        else if (stretch is { From: > 0 })
            lacks = string.Create(CultureInfo.InvariantCulture, $"That page takes {TextStretch.Length(stretch.Text)} characters: those up to t {at.Time} are carried over, so its memory begins empty at t {stretch.From}");
        else if (stretch is not null && at.Time is { } asked && stretch.Time < asked)
            lacks = "The last character has no answer there, so the one before it is selected";
        return new(view, name, $"{page}?{Query(view == InsideView.Past ? at with { Run = null } : at, stretch)}", lacks is null ? title : $"{title}. {lacks}.");

        TextStretch Unrolled(string whole) => TextStretch.Round(whole, at.Time ?? 0, Math.Max(2, Fits(subject)), answered: true);
    }

    // The unrolled page draws weights of its own for what is set up by hand, and takes smaller networks.
    private static ViewLink Drawn(HandSetup hand, LookedAt at, string name)
    {
        var cell = UnrollChoices.Cells.FirstOrDefault(one => hand.Config.OwnCell is null && one.Kind == hand.Config.Cell && one.Variant == hand.Config.Variant);
        if (cell is null)
            return new(InsideView.Unroll, name, null, "Own cells are unrolled from runs only: train this one first.");
        var unrolled = UnrollView.Usual with
        {
            Cell = cell.Word, Layers = Math.Min(hand.Config.Layers, UnrollLimits.Layers), Hidden = Math.Min(hand.Config.Hidden, UnrollLimits.Hidden), Bidirectional = hand.BothDirections, Seed = hand.Config.Seed,
            ForgetBias = hand.Config.ForgetBias, Text = at.Text is { Length: > 0 } text ? TextStretch.Round(text, at.Time ?? 0, UnrollLimits.Time + 1, answered: true).Text : UnrollView.Usual.Text,
        };
        return new(InsideView.Unroll, name, unrolled.ToQuery() is { Length: > 0 } query ? $"unroll?{query}" : "unroll", "The same cell, of a size that can be followed operation by operation, with weights drawn anew");
    }

    private static int Fits(InsideSubject subject) => (int)Math.Min(UnrollLimits.Time + 1, subject.Parameters == 0 ? int.MaxValue : UnrollLimits.RunWork / subject.Parameters);

    private static string Query(LookedAt at, TextStretch? stretch)
    {
        List<string> parts = ["v=1"];
        if (HandSetup.InAddress(at.Run) is { } hand)
            parts.Add($"hand={hand}");
        else
            Add(at.Run is not null, $"run={Uri.EscapeDataString(at.Run ?? "")}");
        Add(at.Step is not null, $"step={at.Step}");
        Add(stretch is not null, $"text={TextInAddress.Write(stretch?.Text ?? "")}");
        Add(at.Layer is not null, $"layer={at.Layer + 1}");
        Add(at.Unit is not null, $"unit={at.Unit}");
        Add(at.Time is not null, $"t={stretch?.Time ?? at.Time}");
        Add(at.Map is not null, $"map={Uri.EscapeDataString(at.Map ?? "")}");
        return string.Join('&', parts);

        void Add(bool known, FormattableString part)
        {
            if (known)
                parts.Add(FormattableString.Invariant(part));
        }
    }
}
