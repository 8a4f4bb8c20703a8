using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>Writes the addresses that lead to the Lab with a run's settings, the one it came from, and a change to try.</summary>
public static class LabAddress
{
    /// <summary>The Lab with these settings.</summary>
    /// <param name="config">What the fields will hold.</param>
    /// <param name="from">Id of the run that the person comes from; the Lab then says what changed against it.</param>
    public static string For(RunConfig config, string? from = null)
    {
        string query = LabForm.FromConfig(config).ToQuery();
        string origin = from is null ? "" : $"from={Uri.EscapeDataString(from)}";
        string all = string.Join('&', new[] { query, origin }.Where(p => p.Length > 0));
        return all.Length == 0 ? "lab" : $"lab?{all}";
    }
}
