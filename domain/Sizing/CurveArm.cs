namespace ActiveLabel.Domain.Sizing;

/// <summary>Which labels a model of the learning curve was trained on.</summary>
public enum CurveArm
{
    /// <summary>All of them: the models that serve.</summary>
    All = 0,

    /// <summary>
    /// The first labels of the ranked queue, as many as the random arm has: what active learning gains.
    /// </summary>
    Ranked = 1,

    /// <summary>The first labels of the random arm, which that is compared with.</summary>
    Random = 2,

    /// <summary>The first labels in the order in which they came: the curve under this queue.</summary>
    Arrival = 3,

    /// <summary>A draw from the random arm: the curve under random sampling.</summary>
    RandomDraw = 4,
}

/// <summary>How the labels of a learning curve were chosen.</summary>
public enum CurveSampling
{
    /// <summary>By the project's queue, in the order in which they came.</summary>
    Queue = 0,

    /// <summary>At random: of the random arm alone.</summary>
    Random = 1,
}
