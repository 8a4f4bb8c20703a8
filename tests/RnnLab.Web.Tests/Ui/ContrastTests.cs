using System.Globalization;
using System.Text.RegularExpressions;

namespace RnnLab.Web.Tests.Ui;

/// <summary>Reads tokens.css: every text colour reaches 4.5:1 on every surface, in both themes.</summary>
public sealed partial class ContrastTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Tokens = Read();

    private static readonly string[] Inks =
        ["--ink", "--ink-2", "--ink-3", "--accent", "--good", "--warn", "--bad", "--q-i-ink", "--q-f-ink", "--q-o-ink", "--q-g-ink", "--q-c-ink", "--q-h-ink", "--q-x-ink", "--q-loss-ink"];

    public static TheoryData<string, string> Pairs()
    {
        TheoryData<string, string> pairs = [];
        foreach (string ink in Inks)
            foreach (string surface in (string[])["--paper", "--surface", "--inset", "--raised"])
                pairs.Add(ink, surface);
        foreach (string verdict in (string[])["good", "warn", "bad", "accent"])
        {
            pairs.Add("--" + verdict, $"--{verdict}-wash");
            pairs.Add("--ink", $"--{verdict}-wash");
        }
        pairs.Add("--on-ink", "--ink");
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_reaches_four_and_a_half_to_one(string ink, string surface)
    {
        Assert.True(Contrast(Tokens[ink].Light, Tokens[surface].Light) >= 4.5, $"light: {Contrast(Tokens[ink].Light, Tokens[surface].Light):F2}");
        Assert.True(Contrast(Tokens[ink].Dark, Tokens[surface].Dark) >= 4.5, $"dark: {Contrast(Tokens[ink].Dark, Tokens[surface].Dark):F2}");
    }

    private static double Contrast(string a, string b)
    {
        double first = Luminance(a) + 0.05, second = Luminance(b) + 0.05;
        return Math.Max(first, second) / Math.Min(first, second);
    }

    // WCAG 2.2, relative luminance of sRGB.
    private static double Luminance(string hex)
    {
        double[] channels = [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    private static Dictionary<string, (string Light, string Dark)> Read()
    {
        string css = File.ReadAllText(Path.Combine(Harness.Repository.Root, "wwwroot", "css", "tokens.css"));
        return Token().Matches(css).ToDictionary(
            match => match.Groups[1].Value,
            match => match.Groups[2].Success ? (match.Groups[2].Value, match.Groups[3].Value) : (match.Groups[4].Value, match.Groups[4].Value));
    }

    [GeneratedRegex(@"(--[\w-]+):\s*(?:light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)|(#[0-9a-f]{6}));")]
    private static partial Regex Token();
}
