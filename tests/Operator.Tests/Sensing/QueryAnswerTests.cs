using System.Text;
using FsCheck.Fluent;
using Loadline.Crds;
using Loadline.Operator.Sensing.Prometheus;

namespace Loadline.Operator.Tests.Sensing;

public sealed class QueryAnswerTests
{
    [Fact]
    public void One_series_is_its_value_at_the_servers_time()
    {
        var answer = Parse("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1435781451.5,"0.25"]}]}}""");
        Assert.Equal((0.25, DateTimeOffset.UnixEpoch.AddSeconds(1435781451.5)), (answer.Value, answer.EvaluatedAt!.Value));
        Assert.Null(answer.Problem);
    }

    [Fact]
    public void A_scalar_is_its_value() =>
        Assert.Equal(12, Parse("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.5,"12"]}}""").Value);

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", SignalReasons.NoSeries)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]},{"value":[1,"2"]}]}}""", SignalReasons.ManySeries)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}""", SignalReasons.NotANumber)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"+Inf"]}]}}""", SignalReasons.NotANumber)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{"count":"3"}]}]}}""", SignalReasons.NotASample)]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", SignalReasons.NotASample)]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error: unexpected end"}""", SignalReasons.QueryRefused)]
    [InlineData("""{"status":"error","errorType":"execution","error":"many-to-many matching not allowed"}""", SignalReasons.QueryRefused)]
    [InlineData("""{"status":"error","errorType":"timeout","error":"query timed out"}""", SignalReasons.PrometheusError)]
    [InlineData("""<html>502</html>""", SignalReasons.PrometheusError)]
    [InlineData("""{}""", SignalReasons.PrometheusError)]
    [InlineData("""[]""", SignalReasons.PrometheusError)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[]}]}}""", SignalReasons.PrometheusError)]
    public void What_is_not_one_number_says_why_and_is_never_zero(string json, string reason)
    {
        var answer = Parse(json);
        Assert.Equal(reason, answer.Problem?.Reason);
        Assert.True(double.IsNaN(answer.Value));
        Assert.Null(answer.EvaluatedAt);
    }

    [Fact]
    public void The_servers_own_words_are_passed_on_in_one_line()
    {
        var answer = Parse("""{"status":"error","errorType":"bad_data","error":"1:5: parse error:\nunexpected <by>"}""");
        Assert.Equal("1:5: parse error: unexpected <by>", answer.Problem!.Message);
    }

    [Fact]
    public void No_answer_whatever_makes_reading_it_fail() => Prop.ForAll<byte[]>(static bytes =>
    {
        _ = QueryAnswer.Parse(bytes);
        return true;
    }).Holds();

    private static QueryAnswer Parse(string json) => QueryAnswer.Parse(Encoding.UTF8.GetBytes(json));
}
