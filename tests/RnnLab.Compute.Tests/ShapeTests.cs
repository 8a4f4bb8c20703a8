namespace RnnLab.Compute.Tests;

public class ShapeTests
{
    [Fact]
    public void Count_rows_and_columns_follow_from_the_extents()
    {
        var shape = new Shape(2, 3, 5);
        Assert.Equal((3, 30L, 6, 5), (shape.Rank, shape.Count, shape.Rows, shape.Columns));
        Assert.Equal((2, 3, 5), (shape[0], shape[1], shape[2]));
        Assert.Equal("[2, 3, 5]", shape.ToString());
    }

    [Fact]
    public void A_scalar_has_one_element()
    {
        Shape scalar = default;
        Assert.Equal((0, 1L, 1, 1, "[]"), (scalar.Rank, scalar.Count, scalar.Rows, scalar.Columns, scalar.ToString()));
    }

    [Fact]
    public void Rank_is_part_of_equality()
    {
        Assert.NotEqual(new Shape(4), new Shape(4, 1));
        Assert.True(new Shape(4, 2) == new Shape(4, 2));
        Assert.True(new Shape(4, 2) != new Shape(2, 4));
    }

    [Fact]
    public void A_negative_extent_and_a_missing_axis_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Shape(3, -1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(3, 1)[2]);
        Assert.Contains("[3, 1]", error.Message);
    }

    [Fact]
    public void Counts_do_not_overflow_where_rows_do()
    {
        var huge = new Shape(1 << 20, 1 << 20, 4);
        Assert.Equal(1L << 42, huge.Count);
        Assert.Throws<OverflowException>(() => huge.Rows);
    }
}
