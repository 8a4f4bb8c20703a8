using RnnLab.Compute;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Optimizers;

public class GradientClippingTests
{
    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void By_norm_leaves_the_scaling_to_the_optimizer(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var parameters = new Two(backend, [3, 0], [0, 4]);
        var clip = GradientClipping.Apply(ClipMode.Norm, 2.5, parameters.All);
        Assert.True(clip.Clipped);
        Assert.Equal(5, clip.NormBefore, 1e-6);
        Assert.Equal(2.5, clip.NormAfter, 1e-5);
        Assert.Equal(2.5 / (5 + 1e-6), clip.GradientScale, 1e-9);
        Assert.Equal([3f, 0f], parameters.All[0].Gradient.ToArray());

        var below = GradientClipping.Apply(ClipMode.Norm, 6, parameters.All);
        Assert.False(below.Clipped);
        Assert.Equal((1, 5.0), (below.GradientScale, below.NormAfter));
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void By_value_cuts_in_place_and_counts(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var parameters = new Two(backend, [3, -0.5f], [0.25f, -4]);
        var clip = GradientClipping.Apply(ClipMode.Value, 1, parameters.All);
        Assert.Equal(2, clip.ClippedElements);
        Assert.Equal(1, clip.GradientScale);
        Assert.Equal(Math.Sqrt(9 + 0.25 + 0.0625 + 16), clip.NormBefore, 1e-5);
        Assert.Equal(Math.Sqrt(1 + 0.25 + 0.0625 + 1), clip.NormAfter, 1e-5);
        Assert.Equal([1f, -0.5f], parameters.All[0].Gradient.ToArray());
        Assert.Equal([0.25f, -1f], parameters.All[1].Gradient.ToArray());
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Without_clipping_it_only_measures_and_bad_numbers_show(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var parameters = new Two(backend, [3, 0], [0, 4]);
        Assert.Equal(new ClipResult(5, 5, 1, 0), GradientClipping.Apply(ClipMode.None, 0, parameters.All));
        parameters.All[0].Gradient.CopyFrom([float.NaN, 1f]);
        Assert.True(double.IsNaN(GradientClipping.Apply(ClipMode.Norm, 1, parameters.All).NormBefore));
    }

    [Fact]
    public void A_limit_of_zero_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Apply(ClipMode.Norm, 0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.Apply(ClipMode.Value, double.NaN, []));
    }

    private sealed class Two : IDisposable
    {
        public Two(IComputeBackend backend, float[] first, float[] second)
        {
            All = [new Parameter(new ParameterSpec("a", new Shape(2), "first"), backend), new Parameter(new ParameterSpec("b", new Shape(2), "second"), backend)];
            All[0].Gradient.CopyFrom(first);
            All[1].Gradient.CopyFrom(second);
        }

        public Parameter[] All { get; }

        public void Dispose()
        {
            foreach (var parameter in All)
                parameter.Dispose();
        }
    }
}
