using ActiveLabel.Api.Items;
using Xunit;

namespace ActiveLabel.Api.Tests.Items;

public sealed class ItemDataTests
{
    [Fact]
    public void A_text_column_makes_a_text()
        => Assert.Equal("""{"text":"hi"}""", Of(("body", "hi"), ("p0", "1")).Data);

    [Fact]
    public void Two_records_make_a_pair()
        => Assert.Equal(
            """{"left":{"a":1},"right":{"b":"2"}}""", Of(("left", """{"a":1}"""), ("right", """{"b":"2"}""")).Data);

    [Fact]
    public void Pixel_columns_are_put_in_order_of_their_numbers()
    {
        var made = Of(
            [.. Enumerable.Range(0, 12).Reverse().Select(pixel => ($"p{pixel}", $"{pixel}")), ("label", "7")]);

        Assert.Equal("""{"pixels":[0,1,2,3,4,5,6,7,8,9,10,11]}""", made.Data);
        Assert.DoesNotContain("label", made.Columns);
    }

    [Fact]
    public void An_array_of_pixels_is_taken_as_it_is()
        => Assert.Equal("""{"pixels":[0, 16]}""", Of(("pixels", "[0, 16]")).Data);

    [Fact]
    public void Columns_of_a_table_are_numbers_and_words_and_what_is_empty_is_left_out()
        => Assert.Equal(
            """{"f0":1.5,"f1":"red","f10":-2}""",
            Of(("f10", "-2"), ("f1", "red"), ("f2", " "), ("f3", "NaN"), ("f0", "1.5"), ("label", "7")).Data);

    [Theory]
    [InlineData("f0,f1", "red,blue", "a number")]
    [InlineData("p0,p2", "1,2", "without a gap")]
    [InlineData("f0,f1", "1,Infinity", "f1 is 'Infinity', which is no finite number")]
    [InlineData("f0,f1", "1e400,2", "f0 is '1e400', which is no finite number")]
    [InlineData("p0,p1", "1,x", "no finite number")]
    [InlineData("p0,p1", "1,1e400", "no finite number")]
    [InlineData("pixels", "[1e400]", "array of")]
    [InlineData("left,right", "a,{}", "JSON object")]
    [InlineData("pixels", "{}", "array of")]
    [InlineData("body", " ", "empty")]
    [InlineData("other", "1", "no column 'body'")]
    public void What_makes_no_item_says_why(string names, string values, string problem)
    {
        var made = Of([.. names.Split(',').Zip(values.Split(','))]);

        Assert.Null(made.Data);
        Assert.Contains(problem, made.Problem, StringComparison.Ordinal);
    }

    private static ItemData Of(params (string Name, string Value)[] fields)
        => ItemData.Of(fields.ToDictionary(field => field.Name, field => field.Value), "body");
}
