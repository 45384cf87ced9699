using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace ActiveLabel.Domain.Items;

/// <summary>
/// The shares of a project that chance takes out of the model's hands. Every draw is a function of the project's seed
/// and the item's external id: importing the same item again, on any machine, draws the same.
/// </summary>
/// <param name="Control">Share for evaluation, 0 to 0.5.</param>
/// <param name="Calibration">Share that fits temperatures, 0 to 0.5.</param>
/// <param name="Random">Share of randomly drawn training data, 0 to 0.5.</param>
/// <param name="ModelBlind">Share of items served without their pre-label, 0 to 1, independent of the arm.</param>
public sealed record RandomShares(
    double Control = 0.10, double Calibration = 0.03, double Random = 0.07, double ModelBlind = 0.10)
{
    /// <returns>What is wrong with the shares, or null.</returns>
    public string? Validate()
    {
        if (new[] { Control, Calibration, Random }.Any(share => !(share is >= 0 and <= 0.5)))
            return "The control, calibration and random shares must each lie between 0 and 0.5.";
        if (!(ModelBlind is >= 0 and <= 1))
            return "The model-blind share must lie between 0 and 1.";
        return Control + Calibration + Random > 0.9
            ? "The control, calibration and random shares together must leave at least 0.1 to the ranked queue."
            : null;
    }

    public Arm ArmOf(long seed, string externalId)
    {
        var draw = Draw(seed, "arm", externalId);
        if (draw < Control)
            return Arm.Control;
        if (draw < Control + Calibration)
            return Arm.Calibration;
        return draw < Control + Calibration + Random ? Arm.Random : Arm.Ranked;
    }

    public bool IsModelBlind(long seed, string externalId) => Draw(seed, "model-blind", externalId) < ModelBlind;

    /// <summary>The item's place in random order, uniform on [0, 1).</summary>
    public static double RandomPosition(long seed, string externalId) => Draw(seed, "position", externalId);

    /// <summary>A draw of its own for each occasion, uniform on [0, 1).</summary>
    public static double Chance(long seed, string occasion) => Draw(seed, "chance", occasion);

    /// <summary>Uniform on [0, 1); the same for the same arguments, on any machine.</summary>
    internal static double Draw(long seed, string purpose, string externalId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // A queue of a million draws as often: usually there is room on the stack.
        Span<byte> text = stackalloc byte[256];
        SHA256.HashData(
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{seed}\n{purpose}\n{externalId}", out var length)
                ? text[..length]
                : Encoding.UTF8.GetBytes($"{seed}\n{purpose}\n{externalId}"),
            hash);
        return (BitConverter.ToUInt64(hash) >> 11) * (1.0 / (1UL << 53));
    }
}
