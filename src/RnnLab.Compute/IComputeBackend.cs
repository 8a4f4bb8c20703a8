using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute;

/// <summary>
/// The operations every backend has. Shapes are checked on entry; a mismatch throws <see cref="ShapeMismatchException"/> with
/// every shape in the message. A backend is used by one thread at a time and may spread the work over threads of its own; results
/// do not depend on how many.
/// </summary>
public interface IComputeBackend : IDisposable
{
    /// <summary>A short stable name: <c>reference-f64</c>, <c>cpu-avx512</c>, <c>cpu-avx2</c>, <c>cpu-vector</c>.</summary>
    string Name { get; }

    /// <summary>One line for people: processor features and thread count.</summary>
    string Description { get; }

    /// <summary>A tensor from the pool; its contents are zero.</summary>
    Tensor Allocate(Shape shape);

    /// <summary>Token indices from the pool, zero.</summary>
    IndexTensor AllocateIndices(Shape shape);

    /// <summary>c = op(a) op(b), or c += where <paramref name="accumulate"/>. a [M, K], b [K, N], c [M, N] after the transposes; leading axes fold into rows.</summary>
    void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate);

    /// <summary>y = x weight^T + bias: x [.., I], weight [O, I], bias [O], y [.., O]. Fast backends add the bias within the product.</summary>
    void Linear(Tensor x, Tensor weight, Tensor bias, Tensor y)
    {
        MatMul(x, false, weight, true, y, accumulate: false);
        Binary(BinaryOp.Add, y, bias, y);
    }

    /// <summary>weightGradient [O, I] += dy^T x and biasGradient [O] += the sum of dy's rows, for dy [.., O] and x [.., I]. Fast backends read dy once.</summary>
    void LinearParameterGradients(Tensor dy, Tensor x, Tensor weightGradient, Tensor biasGradient)
    {
        MatMul(dy, true, x, false, weightGradient, accumulate: true);
        SumRows(dy, biasGradient, accumulate: true);
    }

    /// <summary>x = value.</summary>
    void Fill(Tensor x, double value);

    /// <summary>y = x; same count.</summary>
    void Copy(Tensor x, Tensor y);

    /// <summary>y = alpha x.</summary>
    void Scale(double alpha, Tensor x, Tensor y);

    /// <summary>y += alpha x.</summary>
    void AddScaled(double alpha, Tensor x, Tensor y);

    /// <summary>y = op(x).</summary>
    void Unary(UnaryOp op, Tensor x, Tensor y);

    /// <summary>dx (+)= dy * op'(x), given both x and y = op(x).</summary>
    void UnaryBackward(UnaryOp op, Tensor x, Tensor y, Tensor dy, Tensor dx, bool accumulate);

    /// <summary>y = op(a, b). b has a's shape, or is one row [N] repeated down a [.., N].</summary>
    void Binary(BinaryOp op, Tensor a, Tensor b, Tensor y);

    /// <summary>row (+)= sum over all leading axes of x [.., N]; row [N].</summary>
    void SumRows(Tensor x, Tensor row, bool accumulate);

    /// <summary>
    /// y = (x - mean) / sqrt(variance + epsilon), row by row over the columns of x [.., N], the variance divided by N: layer normalisation (Ba et al. 2016)
    /// before its gain and bias. inverseDeviations [one a row] = 1 / sqrt(variance + epsilon), for the backward pass. y may be x.
    /// </summary>
    void NormalizeRows(Tensor x, double epsilon, Tensor y, Tensor inverseDeviations);

    /// <summary>dx (+)= inverseDeviation (dy - mean(dy) - y mean(dy * y)), row by row, given the y [.., N] and inverseDeviations of <see cref="NormalizeRows"/>.</summary>
    void NormalizeRowsBackward(Tensor y, Tensor inverseDeviations, Tensor dy, Tensor dx, bool accumulate);

    /// <summary>The sum of all elements.</summary>
    double Sum(Tensor x);

    /// <summary>The sum of the squares of all elements.</summary>
    double SumOfSquares(Tensor x);

    /// <summary>x = min(max(x, -limit), limit); returns how many elements were clipped.</summary>
    long ClipValue(Tensor x, double limit);

    /// <summary>y[n, :] = table[indices[n], :]; table [V, N], indices of any shape.</summary>
    void GatherRows(Tensor table, IndexTensor indices, Tensor y);

    /// <summary>table[indices[n], :] += y[n, :], in the order of n.</summary>
    void ScatterAddRows(Tensor y, IndexTensor indices, Tensor table);

    /// <summary>Copies columns [start, start + width) of x [.., N] to y [.., width].</summary>
    void SliceColumns(Tensor x, int start, Tensor y);

    /// <summary>Adds y [.., width] to columns [start, start + width) of x [.., N]: the transpose of <see cref="SliceColumns"/>.</summary>
    void AddToColumns(Tensor y, Tensor x, int start);

    /// <summary>
    /// losses[n] = -log softmax(logits[n, :])[targets[n]] in nats. Where given, probabilities is softmax(logits) and
    /// gradient = gradientScale (softmax - one-hot), the gradient of gradientScale times the summed loss. The options add an index to ignore and
    /// label smoothing, as in torch.nn.CrossEntropyLoss.
    /// </summary>
    void SoftmaxCrossEntropy(Tensor logits, IndexTensor targets, Tensor losses, Tensor? probabilities, Tensor? gradient, double gradientScale, CrossEntropyOptions options = default);

    /// <summary>
    /// losses[n] = the negative log-likelihood of points[n] = (x, y, end of stroke) under a mixture of M bivariate Gaussians and an end-of-stroke probability
    /// (Graves 2013, eqs. 18-26), in nats. outputs [N, 6M + 1] are, before squashing: end, M weights, M means of x, M of y, M log deviations of x, M of y, M correlations.
    /// Where given, gradient is that of gradientScale times the summed loss.
    /// </summary>
    void MixtureDensity(Tensor outputs, Tensor points, Tensor losses, Tensor? gradient, double gradientScale);

    /// <summary>
    /// y = softmax of each row of x [.., N], over the columns where mask is not 0; the others become 0, and so does a row with nothing left. mask [R, N] is repeated down x's rows, whose number R
    /// divides; null for none. y may be x.
    /// </summary>
    void SoftmaxRows(Tensor x, Tensor? mask, Tensor y);

    /// <summary>dx (+)= y (dy - sum over the row of y dy), given y = softmax of each row; where y was masked it is 0, and so is the gradient.</summary>
    void SoftmaxRowsBackward(Tensor y, Tensor dy, Tensor dx, bool accumulate);

    /// <summary>
    /// For each sequence s: c[:, s, :] (+)= op(a[:, s, :]) op(b[:, s, :]). All are [rows, B, columns] with one B, so that time-major sequences multiply as they lie: a [S, B, N] with b [T, B, N]
    /// transposed gives c [S, B, T].
    /// </summary>
    void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate);

    /// <summary>y[b, n] = the greatest of x[t, b, n] over t &lt; lengths[b] (T without lengths), and winners[b, n] = the first such t, or -1 with y 0 where the length is 0. x [T, B, N].</summary>
    void MaxOverTime(Tensor x, IndexTensor? lengths, Tensor y, Tensor winners);

    /// <summary>dx[winners[b, n], b, n] += dy[b, n]; winners below 0 are left out.</summary>
    void MaxOverTimeBackward(Tensor dy, Tensor winners, Tensor dx);

    /// <summary>x[n] = low + (high - low) Uniform(key, firstIndex + n).</summary>
    void FillUniform(Tensor x, PhiloxKey key, ulong firstIndex, double low, double high);

    /// <summary>Inverted dropout: mask[n] = Uniform(key, firstIndex + n) &lt; rate ? 0 : 1 / (1 - rate).</summary>
    void FillDropoutMask(Tensor mask, PhiloxKey key, ulong firstIndex, double rate);

    /// <summary>Runs one recurrent layer over a whole sequence, keeping every gate and state.</summary>
    void RecurrentForward(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations);

    /// <summary>Backpropagation through time over the whole sequence (Werbos 1990).</summary>
    void RecurrentBackward(RecurrentDimensions dimensions, RecurrentInput input, RecurrentParameters parameters, RecurrentActivations activations, RecurrentGradients gradients);

    /// <summary>Updates parameter, first and second moment in one pass; the gradient is first multiplied by gradientScale.</summary>
    void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamUpdate update, double gradientScale);

    /// <summary>Updates parameter and mean square in one pass; the gradient is first multiplied by gradientScale.</summary>
    void RmsProp(Tensor parameter, Tensor gradient, Tensor meanSquare, RmsPropUpdate update, double gradientScale);

    /// <summary>Updates parameter and sum of squares in one pass; the gradient is first multiplied by gradientScale.</summary>
    void Adagrad(Tensor parameter, Tensor gradient, Tensor sumOfSquares, AdagradUpdate update, double gradientScale);

    /// <summary>Updates parameter and momentum buffer (null without momentum); the gradient is first multiplied by gradientScale.</summary>
    void Sgd(Tensor parameter, Tensor gradient, Tensor? momentum, SgdUpdate update, double gradientScale);
}
