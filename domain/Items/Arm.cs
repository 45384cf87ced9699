namespace ActiveLabel.Domain.Items;

/// <summary>Which share of the project an item belongs to, for good; chosen by hash, never by a model.</summary>
public enum Arm
{
    /// <summary>Served in the order of the acquisition function; training data.</summary>
    Ranked = 0,

    /// <summary>Evaluation only: judged with higher redundancy, never trained or calibrated on.</summary>
    Control = 1,

    /// <summary>Fits temperatures; never trained on.</summary>
    Calibration = 2,

    /// <summary>Training data drawn at random: the unbiased learning curve.</summary>
    Random = 3,
}
