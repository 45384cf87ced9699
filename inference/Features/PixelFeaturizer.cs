using System.Text.Json;
using ActiveLabel.Inference.Text;

namespace ActiveLabel.Inference.Features;

/// <summary>An image's pixels, scaled to length 1: how bright the whole image is says nothing.</summary>
internal sealed class PixelFeaturizer : IFeaturizer
{
    public const int PixelsMax = 65_536;

    public SparseVector Featurize(string input)
    {
        var pixels = Read(input);
        var length = Math.Sqrt(pixels.Sum(pixel => (double)pixel * pixel));
        if (length == 0 || !double.IsFinite(length))
            return new([], []);
        int[] lit = [.. Enumerable.Range(0, pixels.Length).Where(index => pixels[index] != 0)];
        return new(lit, [.. lit.Select(index => (float)(pixels[index] / length))]);
    }

    /// <returns>Empty where the input is no array of numbers.</returns>
    internal static float[] Read(string input)
    {
        try
        {
            var pixels = JsonSerializer.Deserialize<float[]>(input) ?? [];
            return pixels.Length <= PixelsMax ? pixels : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
