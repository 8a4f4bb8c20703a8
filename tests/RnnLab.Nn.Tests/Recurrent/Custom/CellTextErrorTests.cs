using System.Diagnostics;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Tests.Recurrent.Custom;

/// <summary>Whatever is written, the answer is a cell or a sentence with a position.</summary>
public class CellTextErrorTests
{
    public static TheoryData<string, int, int, string, string> Mistakes => new()
    {
        // Signs and words.
        { "", 1, 1, "there is no equation", "h' = tanh" },
        { "# only a comment\n\n", 1, 1, "there is no equation", "h' = tanh" },
        { "h' = tanh(W*x + U*h + b", 1, 24, "found the end of the text; expected one of + - * .* / or \")\"", "column 10 is still open" },
        { "h' = tanh(W*x + U*h + b\nz = 1", 1, 24, "found the end of the line", "still open" },
        { "h' = tanh(W*x))", 1, 15, "found \")\"; expected one of + - * .* / or the end of the line", "no \"(\" open" },
        { "h' = W x", 1, 8, "found \"x\"", "Write * for a product" },
        { "h' = tanh(2h + W*x)", 1, 12, "found \"h\"", "Write * for a product" },
        { "h' = + W*x", 1, 6, "found \"+\"; expected a name, a number, a function or \"(\"", "" },
        { "h' tanh(W*x)", 1, 4, "expected \"=\" after \"h'\"", "name = expression" },
        { "1 = W*x", 1, 1, "found the number 1; expected the name", "z = sigmoid" },
        { "h' = tanh W*x", 1, 11, "expected \"(\" after the function tanh", "tanh(...)" },
        { "h' = tahn(W*x)", 1, 6, "\"tahn\" is no function; the functions are sigmoid, tanh", "Did you mean tanh?" },
        { "h' = gate(W*x)", 1, 6, "\"gate\" is no function", "gate*(...)" },
        { "h' = W@x", 1, 7, "found \"@\"", "multiplies with *" },
        { "h' = x^2", 1, 7, "powers are not part", "v .* v" },
        { "h' = [x]", 1, 6, "found \"[\"", "round parentheses" },
        { "h' = max(x, h)", 1, 11, "found \",\"", "one value" },
        { "h' = W*x; z = 1", 1, 9, "found \";\"", "line of its own" },
        { "h' = W*x $", 1, 10, "found \"$\"; expected a name", "letters a-z" },
        { "h' = W*x ' ", 1, 10, "a prime ' that does not follow a name", "as in h'" },
        { "h' = W*x + 1e9*h", 1, 12, "too large", "" },
        { "h' = System.IO", 1, 12, "found \".\"", "" },

        { "h' = tanh(W*\u0445)", 1, 13, "found \"\u0445\" (U+0445); expected a name", "other alphabets may look the same" },
        { "h' = tanh(W*x + \ud83d\ude00)", 1, 17, "found \"\ud83d\ude00\" (U+1F600)", "letters a-z" },
        { "h' = W*x\u202e", 1, 9, "found the character U+202E", "letters a-z" },
        { "h'' = W*x", 1, 3, "a prime ' that does not follow a name", "as in h'" },

        // Names.
        { "h = tanh(W*x + b)", 1, 1, "no line computes h'", "Write h' for h in line 1" },
        { "z = sigmoid(W*x)", 1, 1, "no line computes h'", "End with a line" },
        { "x = 1\nh' = W*x", 1, 1, "x is the input and cannot be computed", "another name" },
        { "tanh = 1\nh' = W*x", 1, 1, "the name of a function", "another name" },
        { "z = W*x\nz = U*h\nh' = z", 2, 1, "\"z\" is computed twice, in line 1 and here", "another name" },
        { "h' = W*x\nh = U*x", 2, 1, "\"h\" is a state, because line 1 computes h'", "another name" },
        { "z = sigmoid(z + W*x)\nh' = z", 1, 13, "\"z\" is computed from itself", "make it a state: write z' = " },
        { "a = b + W*x\nb = tanh(a)\nh' = b", 1, 5, "\"a\" needs \"b\", and \"b\" in line 2 needs \"a\": neither can be computed first", "make it a state" },
        { "h' = z*h\nz = sigmoid(W*x)", 1, 6, "\"z\" is used in line 1, before line 2 computes it", "Move its line up" },
        { "h' = W*x + k'", 1, 12, "\"k'\" is a state after the step, but no line computes it", "k' = ..." },
        { "h' = tanh(W*x + h')", 1, 17, "\"h'\" is computed from itself", "before the step write h" },
        { "h' = W*x'", 1, 8, "x' has no meaning", "Write x" },
        { "gate = sigmoid(W*x)\nh' = tanh(V*x) .* gat", 1, 1, "\"gate\" is computed here and used nowhere", "Did you mean gat?" },
        { "m' = m + W*x\nh' = tanh(V*x)", 1, 1, "\"m'\" is computed here and used nowhere", "leave the line out" },
        { "a' = W*x + b\nb' = tanh(a)\nh' = tanh(V*x)", 1, 1, "\"a'\" is computed here and used in line 2, but nothing of it ever reaches h'", "leave the line out" },
        { "z = sigmoid(W*x)\nm' = m + z\nh' = tanh(V*x)", 1, 1, "\"z\" is computed here and used in line 2, but nothing of it ever reaches h'", "leave the line out" },
        { "h' = tanh(U*h + b)", 1, 1, "never reads its input x", "as in W*x" },

        // Shapes.
        { "h' = x + U*h", 1, 8, "\"x\" has shape [I] and \"U*h\" has shape [H]; \"+\" needs two vectors of one shape", "as in W*x" },
        { "h' = tanh(W*x) .* x", 1, 16, "\"tanh(W*x)\" has shape [H] and \"x\" has shape [I]", "[I] is the width of the input" },
        { "h' = tanh(x)", 1, 1, "the state \"h'\" must have shape [H], but \"tanh(x)\" has shape [I]", "W*x" },
        { "h' = tanh(W*x + W*h)", 1, 17, "\"W\" multiplies a vector of shape [I] in line 1, and \"h\" here has shape [H]", "names of their own" },
        { "h' = tanh(W*x + W)", 1, 17, "\"W\" is a weight matrix in line 1 and stands alone as a vector here", "W*v" },
        { "h' = tanh(b + b*x)", 1, 15, "\"b\" stands alone as a vector in line 1 and multiplies a vector as a matrix here", ".*" },
        { "h' = tanh(x*W)", 1, 13, "\"W\" is computed nowhere and stands right of *", "W*v for a matrix" },
        { "gate = sigmoid(V*x)\nh' = W*x*gat + gate", 2, 10, "\"gat\" is computed nowhere and stands right of *", "Did you mean gate?" },
        { "h' = W*2 + V*x", 1, 7, "multiplies a vector, but \"2\" is a number", "number first" },
        { "h' = tanh(3) + W*x", 1, 6, "tanh is applied to a number", "as a number" },
        { "h' = 3", 1, 1, "\"h'\" is only a number", "" },
        { "h' = W*x / 0", 1, 10, "\"W*x\" is divided by 0", "" },
        { "h' = W*x / (1 - 1)", 1, 10, "divided by 0", "" },
        { "h' = W*x / 0.0000001", 1, 10, "\"W*x\" is divided by 1E-07, which is too near 0", "" },
        { "h' = W*x / 1e-400", 1, 10, "\"W*x\" is divided by 0.", "" },
        { "a = 1e6 * 1e6\nb = a*a - a*a\nh' = W*x + b*h", 1, 9, "\"1e6 * 1e6\" comes to 1E+12, which is too large", "" },
        { "a = 999999 + 2\nh' = W*x + a*h", 1, 12, "comes to 1000001, which is too large", "" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_place_what_was_expected_and_what_to_do(string text, int line, int column, string problem, string hint)
    {
        Assert.False(CellProgram.TryParse(text, out _, out var error));
        Assert.Contains(problem, error.Problem);
        Assert.Contains(hint, error.Hint ?? "");
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"Line {line}, column {column}: ", error.Message);
    }

    [Fact]
    public void Texts_larger_than_the_limits_are_refused()
    {
        string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));
        (string Text, string Words)[] large =
        [
            (new string(' ', 8001), "at most 8,000"),
            (Lines(65, n => $"v{n} = W*x"), "at most 64"),
            ("h' = W*x" + string.Concat(Enumerable.Repeat("+h", 1000)), "more than 2,000"),
            ("h' = " + new string('(', 33) + "x" + new string(')', 33), "more than 32 deep"),
            ("h' = " + new string('-', 40) + "x", "more than 32 deep"),
            ("h' = W*x" + string.Concat(Enumerable.Range(0, 64).Select(n => $"+b{n}")), "at most 64"),
            (Lines(9, n => $"s{n}' = W*x") + "\nh' = W*x", "at most 8"),
            ("h' = " + new string('a', 33) + "*x", "at most 32"),
        ];
        foreach (var (text, words) in large)
        {
            Assert.False(CellProgram.TryParse(text, out _, out var error));
            Assert.Contains(words, error.Message);
        }
    }

    [Fact]
    public void Large_texts_within_the_limits_are_read_and_run()
    {
        string text = "h' = tanh(W*x" + string.Concat(Enumerable.Repeat("+h", 900)) + ")";
        Assert.Single(CellProgram.Parse(text).GateNames);
    }

    [Fact]
    public void Products_bind_as_they_are_meant()
    {
        // A matrix takes what stands right of it, before any other product.
        string[] pairs =
        [
            "h' = r0 .* (U*h) + W*x", "h' = r0 .* U*h + W*x",
            "h' = (U*h) .* r0 + W*x", "h' = U*h .* r0 + W*x",
            "h' = 2*(U*h) + W*x", "h' = 2*U*h + W*x",
            "h' = V*(U*h) + W*x", "h' = V*U*h + W*x",
            "h' = -(U*h) + W*x", "h' = -U*h + W*x",
        ];
        for (int n = 0; n < pairs.Length; n += 2)
        {
            CellProgram with = CellProgram.Parse(pairs[n]), without = CellProgram.Parse(pairs[n + 1]);
            Assert.Equal(Shapes(with), Shapes(without));
        }

        static IEnumerable<string> Shapes(CellProgram program) => program.Parameters.Select(p => $"{p.Name} {p.Shape(3, 4)}").Order(StringComparer.Ordinal);
    }

    /// <summary>2,000 valid texts with one to six random changes each: characters and words deleted, doubled, exchanged or put in.</summary>
    [Fact]
    public void Mutated_texts_parse_or_give_a_sentence_with_a_position_and_quickly()
    {
        string[] pieces = ["'", "(", ")", "*", ".*", "/", "+", "-", "=", "\n", " ", "#", "x", "h", "h'", "c'", "z", "tanh", "sigmoid(", "1", "0.5", "1e", ".", "W", "\0", "é", "\ud800", "999999999999", "((((((((", "@"];
        var key = new PhiloxKey(2026, 20);
        ulong next = 0;
        int Draw(int count) => (int)(Philox.Word(key, next++) % (uint)count);
        int parsed = 0;
        var watch = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        for (int round = 0; round < 2000; round++)
        {
            string text = CellTexts.All[Draw(CellTexts.All.Count)];
            for (int change = Draw(6); change >= 0; change--)
            {
                int at = Draw(text.Length + 1), length = Math.Min(Draw(5), text.Length - at);
                text = Draw(4) switch
                {
                    0 => text.Remove(at, length),
                    1 => text.Insert(at, text.Substring(at, length)),
                    2 => text.Insert(at, pieces[Draw(pieces.Length)]),
                    _ => text.Remove(at, length).Insert(Draw(text.Length - length + 1), text.Substring(at, length)),
                };
            }

            var began = watch.Elapsed;
            bool fine = CellProgram.TryParse(text, out var program, out var error);
            slowest = watch.Elapsed - began > slowest ? watch.Elapsed - began : slowest;
            if (fine)
            {
                parsed++;
                Assert.Contains("h", program!.StateNames);
                continue;
            }

            int lines = text.Count(c => c == '\n') + 1;
            Assert.InRange(error!.Line, 1, lines);
            Assert.InRange(error.Column, 1, text.Split('\n')[error.Line - 1].Length + 1);
            Assert.True(error.Problem.Length > 8 && error.Problem.EndsWith('.'), $"Not a sentence: {error.Message}");
            Assert.True(error.Hint is null || error.Hint.EndsWith('.') || error.Hint.EndsWith('?') || error.Hint.EndsWith(')') || !error.Hint.EndsWith(' '), error.Message);
        }

        Assert.InRange(parsed, 100, 1900);
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"One text took {slowest}.");
    }
}
