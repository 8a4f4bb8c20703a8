namespace RnnLab.Training;

/// <summary>How the learning rate changes over a run. All begin at the learning rate; what each reads beside it stands in brackets.</summary>
public enum ScheduleKind
{
    /// <summary>char-rnn's: after some epochs (decay after), the rate is multiplied by the decay at the end of each epoch.</summary>
    CharRnn,

    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It is multiplied by the decay every so many epochs (decay after).</summary>
    Step,

    /// <summary>It is multiplied by the decay after each epoch.</summary>
    Exponential,

    /// <summary>It falls along half a cosine over the whole run to the smallest rate. A run that is made longer later goes on along the longer cosine.</summary>
    Cosine,

    /// <summary>It is multiplied by the decay whenever the validation loss has stopped falling (plateau patience), down to the smallest rate.</summary>
    Plateau,
}
