namespace ActiveLabel.Domain.Predictions;

/// <summary>How a model learns.</summary>
public enum Learner
{
    /// <summary>Boosted trees (FastTree) for items of fields, a linear model for everything else.</summary>
    Default = 0,

    /// <summary>A softmax regression.</summary>
    Linear = 1,

    /// <summary>Trees boosted by FastTree; texts are learned by a linear model all the same.</summary>
    FastTree = 2,

    /// <summary>Trees boosted by LightGBM; texts are learned by a linear model all the same.</summary>
    LightGbm = 3,

    /// <summary>
    /// A softmax regression on the vectors of a latent space, which is found on the project's items without their
    /// labels.
    /// </summary>
    LatentSpace = 4,
}
