using RnnLab.Data.Text;

namespace RnnLab.Training.Runs;

/// <content>Networks that were set up by hand: in memory alone, made again from their ids.</content>
public sealed partial class RunRegistry
{
    private const int KeptSetups = 12;
    private readonly Lock _handSync = new();
    private readonly List<TrainingRun> _hand = [];

    /// <summary>
    /// The run of that id, or the network that it sets up by hand; null where there is neither. The alphabet of such a network may have to be read from its text first: not for a
    /// thread that must answer at once.
    /// </summary>
    public TrainingRun? FindModel(string id) => Find(id) ?? (HandSetup.Parse(id) is { } setup ? SetUp(setup).Run : null);

    /// <summary>A network set up by hand, as a run that has not trained and never will; or the sentence that says what is wrong with it.</summary>
    public (TrainingRun? Run, string? Problem) SetUp(HandSetup setup)
    {
        lock (_handSync)
        {
            if (_hand.FirstOrDefault(known => known.Id == setup.Id) is { } known)
                return (known, null);
            try
            {
                var facts = Facts(setup);
                if (setup.Config.Validate(facts.Vocabulary.Count) is [var first, ..])
                    return (null, first.Message);
                if (setup.BothDirections && setup.Config.Initialization != Nn.InitializationScheme.PyTorch)
                    return (null, "The weights of a network that reads in both directions are drawn as PyTorch draws them. Choose that, or one direction.");
                var run = new TrainingRun(this, setup.Id, new RunFolder(Path.Combine(_directory, ".set-up-by-hand")), setup.Config, facts, RunStatus.Ready, null) { SetUp = setup };
                _hand.Add(run);
                if (_hand.Count > KeptSetups)
                    _hand.RemoveAt(0);
                return (run, null);
            }
            catch (Exception problem) when (problem is RunConfigException or TextFormatException or ArgumentException or OverflowException)
            {
                return (null, problem.Message);
            }
        }
    }

    private RunFacts Facts(HandSetup setup) => setup.Symbols is not { } symbols
        ? RunFactsFinder.Find(setup.Config, setup.Title, Corpora, Time.GetUtcNow())
        : new()
        {
            Title = setup.Title,
            Created = Time.GetUtcNow(),
            CorpusTitle = "no text",
            Vocabulary = CharacterVocabulary.FromText(symbols).ToList(),
            TrainCharacters = 0,
            ValidationCharacters = 0,
            TextHash = "",
        };
}
