namespace RnnLab.Compute;

/// <summary>One Adam step (Kingma and Ba 2015, as torch.optim.Adam): step counts from 1.</summary>
public readonly record struct AdamUpdate(double LearningRate, double Beta1, double Beta2, double Epsilon, long Step);

/// <summary>One RMSprop step (Hinton's lecture 6e, as torch.optim.RMSprop without momentum or centring).</summary>
public readonly record struct RmsPropUpdate(double LearningRate, double Decay, double Epsilon);

/// <summary>One step of gradient descent with momentum (0 for none), as torch.optim.SGD.</summary>
public readonly record struct SgdUpdate(double LearningRate, double Momentum);
