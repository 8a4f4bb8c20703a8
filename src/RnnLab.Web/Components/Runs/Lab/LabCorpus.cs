using RnnLab.Data.Corpora;
using RnnLab.Data.Text;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>Looks up the text that a form names.</summary>
public static class LabCorpus
{
    /// <summary>The text, or the sentence that says why there is none.</summary>
    public static (CorpusInfo? Info, string? Problem) Find(CorpusLibrary corpora, string name)
    {
        try
        {
            return corpora.Find(name) is { } info
                ? (info, null)
                : (null, $"There is no text called “{(name.Length <= 40 ? name : name[..40] + "…")}” here. Choose one, or upload it again.");
        }
        catch (TextFormatException wrong)
        {
            return (null, wrong.Message);
        }
    }
}
