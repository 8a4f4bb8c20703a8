namespace RnnLab.Compute;

/// <summary>
/// One Adam step (Kingma and Ba 2015, as torch.optim.Adam): step counts from 1. Weight decay is added to the gradient (L2), or, where decoupled,
/// shrinks the parameter itself by learning rate times decay (Loshchilov and Hutter 2019, as torch.optim.AdamW).
/// </summary>
public readonly record struct AdamUpdate(double LearningRate, double Beta1, double Beta2, double Epsilon, long Step, double WeightDecay = 0, bool Decoupled = false);

/// <summary>One RMSprop step (Hinton's lecture 6e, as torch.optim.RMSprop without momentum or centring). Weight decay times the parameter is added to the gradient.</summary>
public readonly record struct RmsPropUpdate(double LearningRate, double Decay, double Epsilon, double WeightDecay = 0);

/// <summary>One Adagrad step (Duchi, Hazan and Singer 2011, as torch.optim.Adagrad without decay of the rate). Weight decay times the parameter is added to the gradient.</summary>
public readonly record struct AdagradUpdate(double LearningRate, double Epsilon, double WeightDecay = 0);

/// <summary>
/// One step of gradient descent with momentum (0 for none), as torch.optim.SGD. Nesterov's momentum steps by gradient + momentum * buffer in place
/// of the buffer. Weight decay times the parameter is added to the gradient.
/// </summary>
public readonly record struct SgdUpdate(double LearningRate, double Momentum, bool Nesterov = false, double WeightDecay = 0);
