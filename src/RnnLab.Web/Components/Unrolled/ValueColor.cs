using System.Globalization;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Colours of single values, the same scales as the heat maps' (js/color-scales.js), each for both themes.</summary>
public static class ValueColor
{
    private static readonly int[] Cividis =
        [0x00204c, 0x002a66, 0x00346e, 0x273f6c, 0x3c4a6b, 0x4c556b, 0x5b5f6d, 0x686a70, 0x757575, 0x838178, 0x928c78, 0xa19876, 0xb0a572, 0xc0b16d, 0xd1bf66, 0xe1cc5c, 0xf3db4f, 0xffe945];

    private static readonly int[] Light = [0x08306b, 0x1f5fa5, 0x5c9ccc, 0xa9cfe5, 0xf5f4f1, 0xf3c79a, 0xe08a3f, 0xb3540f, 0x662200];
    private static readonly int[] Dark = [0xa6d5ff, 0x62a9e0, 0x2f74ad, 0x1b4568, 0x1c1d20, 0x5b3413, 0xa75c1b, 0xe08f3f, 0xffcf96];

    /// <summary>A signed value on the scale about zero; a value that is no number is loud.</summary>
    public static (string Fill, string Ink) Signed(double value, double limit)
    {
        if (double.IsNaN(value))
            return ("#d0007a", "#ffffff");
        double at = limit > 0 ? Math.Clamp(value / limit, -1, 1) : 0;
        int light = Mix(Light, (at + 1) / 2), dark = Mix(Dark, (at + 1) / 2);
        return ($"light-dark({Hex(light)},{Hex(dark)})", $"light-dark({Ink(light)},{Ink(dark)})");
    }

    /// <summary>A gate's value, 0 to 1.</summary>
    public static (string Fill, string Ink) Gate(double value)
    {
        if (double.IsNaN(value))
            return ("#d0007a", "#ffffff");
        int color = Mix(Cividis, Math.Clamp(value, 0, 1));
        return (Hex(color), Ink(color));
    }

    /// <summary>The largest magnitude of finite values.</summary>
    public static double Limit(IEnumerable<double> values) => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static int Mix(int[] anchors, double at)
    {
        double place = at * (anchors.Length - 1);
        int below = Math.Min((int)place, anchors.Length - 2), result = 0;
        for (int shift = 16; shift >= 0; shift -= 8)
        {
            int low = (anchors[below] >> shift) & 255, high = (anchors[below + 1] >> shift) & 255;
            result |= (int)Math.Round(low + ((high - low) * (place - below))) << shift;
        }

        return result;
    }

    /// <summary>Black or white, whichever is read more easily.</summary>
    private static string Ink(int color)
    {
        double luminance = (0.2126 * Linear(color >> 16)) + (0.7152 * Linear(color >> 8)) + (0.0722 * Linear(color));
        return luminance > 0.179 ? "#000000" : "#ffffff";

        static double Linear(int channel)
        {
            double c = (channel & 255) / 255.0;
            return c <= 0.03928 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
    }

    private static string Hex(int color) => "#" + color.ToString("x6", CultureInfo.InvariantCulture);
}
