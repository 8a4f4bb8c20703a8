using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>Runs a cell over all units of one row: whole vectors first, then the lanes that are left.</summary>
internal static class CellUnits<S, V, C>
    where S : struct, ISimd<V>
    where V : struct
    where C : struct, ICell
{
    public static void Forward(in CellRow row, int units)
    {
        int whole = units / S.Lanes * S.Lanes;
        C.Forward<Whole>(row, 0, whole, S.Lanes);
        if (whole < units)
            C.Forward<Rest>(row, whole, units, units - whole);
    }

    public static void Backward(in CellRow row, int units)
    {
        int whole = units / S.Lanes * S.Lanes;
        C.Backward<Whole>(row, 0, whole, S.Lanes);
        if (whole < units)
            C.Backward<Rest>(row, whole, units, units - whole);
    }
}
