using ActiveLabel.Domain.Predictions;
using SkiaSharp;

namespace ActiveLabel.Inference.Pipelines;

/// <summary>How an image lies in what is read of it: x = image x · <paramref name="ScaleX"/> + left, and y likewise.
/// </summary>
/// <param name="Width">Of the image as it was given, in pixels.</param>
/// <param name="Height">Of the image as it was given, in pixels.</param>
internal readonly record struct ImageFrame(
    int Width, int Height, double ScaleX, double ScaleY, double Left, double Top);

/// <summary>Encoded images (PNG, JPEG, WebP, GIF, BMP) as tensors of the size that the model reads.</summary>
/// <remarks>An image that cannot be read, or is too large to be decoded, is grey.</remarks>
internal sealed class ImageEncoder(ImageInput input) : IEncoder
{
    /// <summary>Of the encoded image, decoded from base64.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    /// <summary>An image with more pixels is not decoded: a small file can hold a huge one.</summary>
    public const long PixelsMax = 50_000_000;

    private static readonly SKColor Grey = new(114, 114, 114);

    private readonly float[] _mean = [.. (input.Mean ?? [.. Enumerable.Repeat(0.0, input.Channels)])
        .Select(value => (float)value)];

    private readonly float[] _factor = [.. (input.Deviation ?? [.. Enumerable.Repeat(1.0, input.Channels)])
        .Select(value => (float)(1 / value))];

    public IReadOnlyList<string> Tensors { get; } = [input.Tensor];

    public string Sample { get; } = SampleImage();

    public IEnumerable<EncodedBatch> Encode(IReadOnlyList<string> inputs, int batchMax)
    {
        var size = input.Width * input.Height * input.Channels;
        // A large image leaves room for few others.
        var some = Math.Max(1, Math.Min(batchMax, 32 * 1024 * 1024 / size));
        foreach (var rows in Enumerable.Range(0, inputs.Count).Chunk(some))
        {
            var (numbers, frames) = (new float[rows.Length * size], new ImageFrame[rows.Length]);
            for (var row = 0; row < rows.Length; row++)
                frames[row] = Read(inputs[rows[row]], numbers.AsSpan(row * size, size));
            long[] shape = input.IsChannelsLast
                ? [rows.Length, input.Height, input.Width, input.Channels]
                : [rows.Length, input.Channels, input.Height, input.Width];
            yield return new(rows, [EncodedTensor.Of(input.Tensor, numbers, shape)]) { Frames = frames };
        }
    }

    private ImageFrame Read(string encoded, Span<float> numbers)
    {
        using var canvas = new SKBitmap(new SKImageInfo(
            input.Width, input.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var image = Decode(encoded);
        var frame = image is null
            ? new ImageFrame(input.Width, input.Height, 1, 1, 0, 0)
            : FrameOf(image.Width, image.Height);
        using (var drawing = new SKCanvas(canvas))
        {
            drawing.Clear(Grey);
            if (image is not null)
                drawing.DrawImage(
                    image,
                    new SKRect(0, 0, image.Width, image.Height),
                    new SKRect(
                        (float)frame.Left,
                        (float)frame.Top,
                        (float)(frame.Left + (image.Width * frame.ScaleX)),
                        (float)(frame.Top + (image.Height * frame.ScaleY))),
                    new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        Copy(canvas.GetPixelSpan(), numbers);
        return frame;
    }

    private void Copy(ReadOnlySpan<byte> pixels, Span<float> numbers)
    {
        var (count, channels) = (input.Width * input.Height, input.Channels);
        for (var pixel = 0; pixel < count; pixel++)
        {
            var (red, green, blue) = (pixels[pixel * 4], pixels[(pixel * 4) + 1], pixels[(pixel * 4) + 2]);
            for (var channel = 0; channel < channels; channel++)
            {
                var value = input.IsGray
                    ? (0.299f * red) + (0.587f * green) + (0.114f * blue)
                    : (input.IsBlueFirst ? 2 - channel : channel) switch { 0 => red, 1 => green, _ => blue };
                var place = input.IsChannelsLast ? (pixel * channels) + channel : (channel * count) + pixel;
                numbers[place] = ((value / 255f) - _mean[channel]) * _factor[channel];
            }
        }
    }

    private ImageFrame FrameOf(int width, int height)
    {
        var (x, y) = ((double)input.Width / width, (double)input.Height / height);
        if (input.Fit == ImageFit.Crop)
            x = y = Math.Max(x, y);
        else if (input.Fit == ImageFit.Letterbox)
            x = y = Math.Min(x, y);
        return new(width, height, x, y, (input.Width - (width * x)) / 2, (input.Height - (height * y)) / 2);
    }

    private static SKImage? Decode(string encoded)
    {
        var comma = encoded.StartsWith("data:", StringComparison.Ordinal) ? encoded.IndexOf(',') + 1 : 0;
        if (encoded.Length - comma > BytesMax / 3 * 4)
            return null;
        var bytes = new byte[(encoded.Length - comma) / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(encoded.AsSpan(comma), bytes, out var written) || written == 0)
            return null;
        using var data = SKData.CreateCopy(bytes.AsSpan(0, written));
        using var codec = SKCodec.Create(data);
        if (codec is null || (long)codec.Info.Width * codec.Info.Height is <= 0 or > PixelsMax)
            return null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var bitmap = SKBitmap.Decode(codec, info);
        return bitmap is null ? null : SKImage.FromBitmap(bitmap);
    }

    private static string SampleImage()
    {
        using var bitmap = new SKBitmap(8, 8);
        bitmap.Erase(SKColors.White);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(png.ToArray());
    }
}
