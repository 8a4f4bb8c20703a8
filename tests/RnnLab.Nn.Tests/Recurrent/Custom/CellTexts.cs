namespace RnnLab.Nn.Tests.Recurrent.Custom;

/// <summary>Cells written as equations.</summary>
internal static class CellTexts
{
    public const string Rnn = "h' = tanh(W*x + U*h + b)";

    public const string Gru = """
        z = sigmoid(Wz*x + Uz*h + bz)
        r = sigmoid(Wr*x + Ur*h + br)
        n = tanh(Wn*x + r .* (Un*h + cn) + bn)
        h' = (1-z)*n + z*h
        """;

    public const string GruResetBefore = """
        r = sigmoid(Wr*x + Ur*h + br)   # how much of the old state the candidate sees
        z = sigmoid(Wz*x + Uz*h + bz)
        n = tanh(Wn*x + Un*(r*h) + bn)
        h' = (1-z)*n + z*h
        """;

    public const string Lstm = """
        i = sigmoid(Wi*x + Ui*h + bi)
        f = sigmoid(Wf*x + Uf*h + bf)
        g = tanh(Wg*x + Ug*h + bg)
        o = sigmoid(Wo*x + Uo*h + bo)

        c' = f*c + i*g
        h' = o*tanh(c')
        """;

    public const string Peephole = """
        i = sigmoid(Wi*x + Ui*h + pi .* c + bi)
        f = sigmoid(Wf*x + Uf*h + pf .* c + bf)
        g = tanh(Wg*x + Ug*h + bg)
        c' = f*c + i*g
        o = sigmoid(Wo*x + Uo*h + po .* c' + bo)
        h' = o*tanh(c')
        """;

    /// <summary>Everything that the language has.</summary>
    public const string Everything = """
        leak = 0.25 + 1/4
        y = x .* a / (1 + abs(x))
        s = softplus(W*y + V*m) - exp(-relu(U*h)) / 3
        k' = leak*k + (1 - leak)*tanh(s)
        m' = -m/2 + sigmoid(d) .* k'
        h' = tanh(2*R*k' - m' + (d - e)*h) + 0.5 / (2 + sigmoid(s)) + (f .* d - g)
        """;

    public static IReadOnlyList<string> All { get; } = [Rnn, Gru, GruResetBefore, Lstm, Peephole, Everything];
}
