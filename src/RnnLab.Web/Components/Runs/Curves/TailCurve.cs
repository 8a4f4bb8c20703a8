namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>
/// A growing curve reduced to a bounded number of points for one reader. Neighbouring points share a bucket, and of each bucket the
/// lowest and the highest survive, so that no spike is ever smoothed away; when the buckets run out, each two become one.
/// Memory and the cost of a first draw are bounded; appending is O(1) amortised.
/// </summary>
public sealed class TailCurve
{
    private readonly int _maxBuckets;
    private readonly List<Bucket> _buckets = [];
    private int _capacity = 1;
    private int _settled;
    private int _settledPoints;

    /// <summary>Creates an empty curve.</summary>
    /// <param name="maxPoints">The most points that are ever drawn, at least 4.</param>
    public TailCurve(int maxPoints = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 4);
        _maxBuckets = maxPoints / 2;
    }

    /// <summary>How many raw points share one bucket now: 1, 2, 4, ...</summary>
    public int PointsPerBucket => _capacity;

    /// <summary>Appends one raw point; <paramref name="x"/> must not decrease.</summary>
    public void Append(double x, double y)
    {
        if (_buckets.Count == 0 || _buckets[^1].Count == _capacity)
        {
            if (_buckets.Count == _maxBuckets)
                Halve();
            if (_buckets.Count == 0 || _buckets[^1].Count == _capacity)
            {
                _buckets.Add(new Bucket(x, y));
                return;
            }
        }
        _buckets[^1] = _buckets[^1].With(x, y);
    }

    /// <summary>Returns what the reader has not drawn yet and remembers that it was handed over.</summary>
    public CurveTail Take()
    {
        List<double> xs = [], ys = [];
        int keep = _settledPoints;
        for (int i = _settled; i < _buckets.Count; i++)
        {
            int before = xs.Count;
            _buckets[i].Emit(xs, ys);
            // A full bucket never changes again; an open one is sent anew with the next tail.
            if (_buckets[i].Count == _capacity)
            {
                _settled = i + 1;
                _settledPoints += xs.Count - before;
            }
        }
        return new CurveTail(keep, [.. xs], [.. ys]);
    }

    /// <summary>Forgets what was handed over: the next tail is the whole curve (a chart that was drawn anew asks for it).</summary>
    public void Rewind() => (_settled, _settledPoints) = (0, 0);

    private void Halve()
    {
        int half = (_buckets.Count + 1) / 2;
        for (int i = 0; i < half; i++)
            _buckets[i] = 2 * i + 1 < _buckets.Count ? _buckets[2 * i].Merge(_buckets[2 * i + 1]) : _buckets[2 * i];
        _buckets.RemoveRange(half, _buckets.Count - half);
        _capacity *= 2;
        Rewind();
    }

    private readonly record struct Bucket(int Count, double LowX, double LowY, double HighX, double HighY)
    {
        public Bucket(double x, double y) : this(1, x, y, x, y) { }

        public Bucket With(double x, double y) => Merge(new Bucket(x, y));

        public Bucket Merge(Bucket next)
        {
            // A missing value is kept as a gap: it wins both ends, for a curve that broke must look broken.
            bool low = double.IsNaN(next.LowY) || next.LowY < LowY;
            bool high = double.IsNaN(next.HighY) || next.HighY > HighY;
            return new Bucket(
                Count + next.Count,
                low ? next.LowX : LowX, low ? next.LowY : LowY,
                high ? next.HighX : HighX, high ? next.HighY : HighY);
        }

        public void Emit(List<double> xs, List<double> ys)
        {
            bool lowFirst = LowX <= HighX;
            xs.Add(lowFirst ? LowX : HighX);
            ys.Add(lowFirst ? LowY : HighY);
            if (LowX == HighX)
                return;
            xs.Add(lowFirst ? HighX : LowX);
            ys.Add(lowFirst ? HighY : LowY);
        }
    }
}
