using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Tests.Unrolled;

public class SingularValuesTests
{
    [Fact]
    public void Of_a_diagonal_it_is_the_largest_size() => Assert.Equal(5, SingularValues.Largest(new double[,] { { 2, 0, 0 }, { 0, -5, 0 }, { 0, 0, 1 } }), 12);

    [Fact]
    public void Of_a_known_matrix_it_is_the_known_one()
    {
        // [3 0; 4 5]: singular values sqrt(45) and sqrt(5).
        Assert.Equal(Math.Sqrt(45), SingularValues.Largest(new double[,] { { 3, 0 }, { 4, 5 } }), 12);
        Assert.Equal(Math.Sqrt(45), SingularValues.Largest(new double[,] { { 3, 4 }, { 0, 5 } }), 12);
    }

    [Fact]
    public void Of_rank_one_it_is_the_product_of_lengths() => Assert.Equal(Math.Sqrt(14 * 5), SingularValues.Largest(new double[,] { { 1, 2 }, { 2, 4 }, { 3, 6 } }), 12);

    [Fact]
    public void Of_nothing_it_is_zero() => Assert.Equal(0, SingularValues.Largest(new double[3, 3]));
}
