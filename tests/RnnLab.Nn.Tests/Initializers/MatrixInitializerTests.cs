using RnnLab.Compute;
using RnnLab.Nn.Initializers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Initializers;

public class MatrixInitializerTests
{
    private static readonly PhiloxKey Key = new(12, 3);

    [Theory]
    [InlineData("xavier uniform", true, 0.08)]
    [InlineData("xavier normal", false, 0.08)]
    [InlineData("he uniform", true, 0.2)]
    [InlineData("he normal", false, 0.2)]
    public void Matrices_have_the_spread_of_their_formula(string name, bool uniform, double deviation)
    {
        // 2 / (200 + 112.5) = 0.08 squared and 2 / 50 = 0.2 squared.
        var (rows, columns) = deviation == 0.2 ? (400, 50) : (200, 112);
        var values = new float[rows * columns];
        switch (name)
        {
            case "xavier uniform": MatrixInitializers.XavierUniform(values, rows, columns, Key); break;
            case "xavier normal": MatrixInitializers.XavierNormal(values, rows, columns, Key); break;
            case "he uniform": MatrixInitializers.HeUniform(values, rows, columns, Key); break;
            default: MatrixInitializers.HeNormal(values, rows, columns, Key); break;
        }

        double mean = values.Average(), variance = values.Average(value => (double)value * value);
        Assert.InRange(mean, -5 * deviation / Math.Sqrt(values.Length), 5 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(1, Math.Sqrt(variance) / deviation, 0.03);

        // A uniform distribution ends at root 3 deviations; of a normal one 8 % lies beyond.
        double beyond = values.Count(value => Math.Abs(value) > 1.75 * deviation) / (double)values.Length;
        Assert.InRange(beyond, uniform ? 0 : 0.06, uniform ? 0 : 0.1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(64, 64)]
    [InlineData(129, 129)]
    [InlineData(20, 50)]
    [InlineData(50, 20)]
    public void Orthogonal_matrices_are_orthogonal_to_a_millionth(int rows, int columns)
    {
        var q = new float[rows * columns];
        OrthogonalInitializer.Fill(q, rows, columns, Key, start: 40, gain: 1);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                double dot = 0;
                for (int k = 0; k < length; k++)
                    dot += (double)At(a, k) * At(b, k);
                Assert.InRange(dot - (a == b ? 1 : 0), -1e-6, 1e-6);
            }
        }

        float At(int vector, int k) => rows <= columns ? q[(vector * columns) + k] : q[(k * columns) + vector];
    }

    [Fact]
    public void Orthogonal_matrices_prefer_no_direction_and_a_gain_scales_them()
    {
        // One column of a Haar matrix is uniform on the sphere: each element has mean 0 and mean square 1 / n.
        double sum = 0, squares = 0;
        const int n = 4, rounds = 2000;
        var q = new float[n * n];
        for (ulong round = 0; round < rounds; round++)
        {
            OrthogonalInitializer.Fill(q, n, n, new PhiloxKey(round, 9));
            sum += q[0];
            squares += q[0] * q[0];
        }

        Assert.InRange(sum / rounds, -5 * 0.5 / Math.Sqrt(rounds), 5 * 0.5 / Math.Sqrt(rounds));
        Assert.InRange(squares / rounds, 0.25 - 0.03, 0.25 + 0.03);
        var one = new float[n * n];
        OrthogonalInitializer.Fill(one, n, n, new PhiloxKey(1, 9));
        OrthogonalInitializer.Fill(q, n, n, new PhiloxKey(1, 9), gain: 2);
        Assert.Equal(one.Select(value => 2 * value), q);
    }

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void Models_draw_each_gate_by_itself(CellKind cell)
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        var config = new LanguageModelConfig { Cell = cell, Layers = 2, Hidden = 12, Vocabulary = 9, Seed = 5 };
        int gates = cell.GateCount();
        foreach (var scheme in (InitializationScheme[])[InitializationScheme.Xavier, InitializationScheme.He, InitializationScheme.Orthogonal, InitializationScheme.Identity])
        {
            using var model = new LanguageModel(config with { Initialization = scheme }, backend);
            foreach (var parameter in model.Parameters)
            {
                float[] values = parameter.Value.ToArray();
                if (parameter.Spec.Shape.Rank == 1)
                    Assert.All(values, value => Assert.Equal(0, value));
                if (!parameter.Name.StartsWith("rnn.weight_hh", StringComparison.Ordinal))
                    continue;
                var blocks = values.Chunk(144).ToArray();
                Assert.Equal(gates, blocks.Length);
                foreach (var block in blocks)
                {
                    for (int a = 0; a < 12; a++)
                    {
                        double square = block.Skip(a * 12).Take(12).Sum(value => (double)value * value);
                        if (scheme is InitializationScheme.Orthogonal or InitializationScheme.Identity)
                            Assert.Equal(1, square, 1e-6);
                    }

                    if (scheme == InitializationScheme.Identity)
                        Assert.Equal(Enumerable.Range(0, 144).Select(n => n % 13 == 0 ? 1f : 0f), block);
                    if (scheme == InitializationScheme.Xavier)
                        Assert.InRange(block.Max(Math.Abs), 0.8 * Math.Sqrt(6 / 24.0), Math.Sqrt(6 / 24.0));
                }

                if (gates > 1 && scheme != InitializationScheme.Identity)
                    Assert.NotEqual(blocks[0], blocks[1]);
            }
        }
    }

    [Fact]
    public void The_forget_gates_bias_of_an_LSTM_is_its_second_block()
    {
        float[] bias = new float[12];
        ParameterInitializer.SetForgetGateBias(bias, CellKind.Lstm, 3, 1.5f);
        Assert.Equal([0, 0, 0, 1.5f, 1.5f, 1.5f, 0, 0, 0, 0, 0, 0], bias);
        ParameterInitializer.SetForgetGateBias(bias.AsSpan(0, 9), CellKind.Gru, 3, 9);
        Assert.DoesNotContain(9f, bias);
    }
}
