using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Predictions;
using Xunit;

namespace ActiveLabel.Domain.Tests.Items;

public sealed class ItemInputTests
{
    [Theory]
    [InlineData("""{"text":"late parcel"}""", InputKind.Text, "late parcel")]
    [InlineData("""{"pixels":[0,16,3.5]}""", InputKind.Pixels, "[0,16,3.5]")]
    [InlineData("""{"left":{"a":"1"},"right":{}}""", InputKind.Pair, """{"left":{"a":"1"},"right":{}}""")]
    [InlineData("""{"left":"a","right":{}}""", InputKind.Text, "")]
    [InlineData("""{"url":"image.png"}""", InputKind.Text, "")]
    [InlineData("""{"age":3,"name":"a"}""", InputKind.Fields, """{"age":3,"name":"a"}""")]
    [InlineData("[1]", InputKind.Text, "")]
    public void What_a_model_reads_follows_from_the_data(string data, InputKind kind, string value)
        => Assert.Equal(new(kind, value), ItemInput.Of(data));
}
