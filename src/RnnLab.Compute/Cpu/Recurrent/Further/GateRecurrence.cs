using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>
/// The weights of full gate recurrence [S*H, S*H] as a matrix over all gates [G*H, G*H] with zeros for g: a step's gates then lie side by side as they
/// are kept, and one product does.
/// </summary>
internal static unsafe class GateRecurrence
{
    /// <summary>Spreads the weights out.</summary>
    public static void Spread(RecurrentDimensions d, float* weights, float* all)
    {
        int width = d.GateWidth, sigmoid = d.SigmoidWidth, candidate = new LstmGates(d.Variant).Candidate * d.Hidden;
        new Span<float>(all, checked(width * width)).Clear();
        for (int row = 0; row < sigmoid; row++)
        {
            float* source = weights + (nint)row * sigmoid, target = all + (nint)(row < candidate ? row : row + d.Hidden) * width;
            for (int column = 0; column < sigmoid; column++)
                target[column < candidate ? column : column + d.Hidden] = source[column];
        }
    }

    /// <summary>Adds the rows and columns of the sigmoid gates of <paramref name="all"/> to the gradient of the weights.</summary>
    public static void AddBack(RecurrentDimensions d, float* all, float* gradient)
    {
        int width = d.GateWidth, sigmoid = d.SigmoidWidth, candidate = new LstmGates(d.Variant).Candidate * d.Hidden;
        for (int row = 0; row < sigmoid; row++)
        {
            float* source = all + (nint)(row < candidate ? row : row + d.Hidden) * width, target = gradient + (nint)row * sigmoid;
            for (int column = 0; column < sigmoid; column++)
                target[column] += source[column < candidate ? column : column + d.Hidden];
        }
    }
}
