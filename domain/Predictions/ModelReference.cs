namespace ActiveLabel.Domain.Predictions;

/// <summary>Where a model version is found: the folder <c>{Name}/{Version}</c> below the models directory.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens.</param>
/// <param name="Version">Counted from 1 within the name.</param>
public sealed record ModelReference(string Name, int Version)
{
    public override string ToString() => $"{Name}/{Version}";

    /// <param name="text">As <see cref="ToString"/> writes it.</param>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ModelReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var name, var version] && int.TryParse(version, out var number)
            ? new(name, number)
            : throw new FormatException($"'{text}' names no model version.");
    }
}
