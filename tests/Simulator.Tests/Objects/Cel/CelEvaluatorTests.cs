using Loadline.Simulator.Objects.Cel;

namespace Loadline.Simulator.Tests.Objects.Cel;

public sealed class CelEvaluatorTests
{
    private static object? Evaluate(string expression, string self = "{}") =>
        CelEvaluator.Evaluate(CelParser.Parse(expression), new("self", CelJson.Wrap(Json.Node(self), null), null));

    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("(1 + 2) * 3 == 9")]
    [InlineData("7 / 2 == 3 && -7 / 2 == -3 && 7 % 3 == 1 && -7 % 3 == -1")]
    [InlineData("7.0 / 2.0 == 3.5")]
    [InlineData("1 == 1.0 && 1u == 1 && 1 < 1.5 && 2u > 1")]
    [InlineData("0x10 == 16 && 1e3 == 1000.0")]
    [InlineData("-3 < 2 && !(3 < 2) && 'a' < 'b' && 'B' < 'a'")]
    [InlineData("1 != '1' && null == null && [1, 2] == [1, 2.0] && {'a': 1} == {'a': 1}")]
    [InlineData("true ? true : 1 / 0 == 0")]
    [InlineData("false || true && true")]
    [InlineData("2 in [1, 2] && !(3 in [1, 2]) && 'k' in {'k': 1}")]
    [InlineData("'a' + \"b\" == 'ab' && [1] + [2] == [1, 2]")]
    [InlineData("r'\\d' == '\\\\d' && '\\u00e9' == 'é' && '''it's''' == \"it's\"")]
    [InlineData("size('äö') == 2 && 'abc'.size() == 3 && [1, 2].size() == 2 && size({'a': 1}) == 1")]
    [InlineData("'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell') && 'hello'.matches('^h.*o$')")]
    [InlineData("'abc'.matches('b') && !'abc'.matches('^b$')")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && ['a', 'b'].join('-') == 'a-b' && 'tacocat'.substring(4) == 'cat'")]
    [InlineData("'hello'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3 && 'aXbX'.replace('X', '_', 1) == 'a_bX' && 'aB'.lowerAscii() == 'ab'")]
    [InlineData("[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2, 2].exists_one(x, x == 1)")]
    [InlineData("[1, 2, 3].filter(x, x > 1) == [2, 3] && [1, 2].map(x, x * 2) == [2, 4] && [1, 2, 3].map(x, x > 1, x * 2) == [4, 6]")]
    [InlineData("{'a': 1, 'b': 2}.all(k, k in ['a', 'b']) && {'a': 1}.exists(k, k == 'a')")]
    [InlineData("[].all(x, false) && ![].exists(x, true)")]
    [InlineData("[3, 1, 2].max() == 3 && [3, 1].min() == 1 && [1, 2].sum() == 3 && [1, 2, 2].isSorted() && ![2, 1].isSorted()")]
    [InlineData("[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2")]
    [InlineData("int('5') == 5 && string(5) == '5' && double('1.5') == 1.5 && int(2.9) == 2 && string(true) == 'true' && bool('true')")]
    [InlineData("duration('1h30m') > duration('89m') && duration('90s').getSeconds() == 90 && string(duration('1.5s')) == '1.5s'")]
    [InlineData("timestamp('2026-03-01T00:00:00Z') + duration('24h') == timestamp('2026-03-02T00:00:00Z')")]
    [InlineData("timestamp('2026-03-01T08:00:00Z').getHours() == 8 && timestamp('2026-03-01T08:00:00Z').getFullYear() == 2026")]
    [InlineData("type(1) == int && type('a') == string && type([]) == list && type(1.0) != int")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').compareTo(quantity('0.5')) == 0 && !isQuantity('x')")]
    [InlineData("isURL('https://a/b') && isIP('10.0.0.1') && !isIP('10.1') && isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.1')")]
    [InlineData("optional.of(1).value() == 1 && optional.none().orValue(2) == 2 && !optional.none().hasValue()")]
    [InlineData("cel.bind(x, 2, x * x) == 4")]
    [InlineData("// a comment\n true")]
    public void Holds(string expression) => Assert.Equal(true, Evaluate(expression));

    [Theory]
    [InlineData("self.a.b == 1 && self['a']['b'] == 1")]
    [InlineData("has(self.a) && has(self.a.b) && !has(self.c) && !has(self.a.c)")]
    [InlineData("self.list[1].name == 'y' && self.list.map(i, i.name) == ['x', 'y']")]
    [InlineData("self.?c.d.orValue(7) == 7 && self.?a.?b.orValue(7) == 1 && self.list[?5].hasValue() == false")]
    [InlineData("self.?a.b.optMap(v, v + 1).value() == 2")]
    [InlineData("self.half == 0.5 && self.nothing == null")]
    [InlineData("self.with__dash__dash == 1 && self.with__dot__dot == 2 && self.__namespace__ == 'n'")]
    [InlineData("self.list.all(a, self.list.exists_one(b, a.name == b.name))")]
    public void Reads_json(string expression) => Assert.Equal(true, Evaluate(expression,
        """{"a":{"b":1},"list":[{"name":"x"},{"name":"y"}],"half":0.5,"nothing":null,"with-dash":1,"with.dot":2,"namespace":"n"}"""));

    [Theory]
    [InlineData("self.a", "no such key: a")]
    [InlineData("[1][1]", "index out of bounds: 1")]
    [InlineData("{'a': 1}['b']", "no such key: b")]
    [InlineData("1 / 0", "division by zero")]
    [InlineData("1 % 0", "modulus by zero")]
    [InlineData("9223372036854775807 + 1", "integer overflow")]
    [InlineData("1 + 1.0", "no such overload")]
    [InlineData("'a' < 1", "no such overload")]
    [InlineData("!1", "no such overload")]
    [InlineData("[1].all(x, x)", "no such overload")]
    [InlineData("nobody", "undeclared reference to 'nobody'")]
    [InlineData("nothing(1)", "undeclared reference to 'nothing'")]
    [InlineData("int('x')", "type conversion error from 'string' to 'int'")]
    [InlineData("optional.none().value()", "optional.none() dereference")]
    public void Fails_with_the_reason(string expression, string message) =>
        Assert.Equal(message, Assert.Throws<CelException>(() => Evaluate(expression)).Message);

    [Theory]
    [InlineData("true || 1 / 0 == 1")]
    [InlineData("1 / 0 == 1 || true")]
    [InlineData("!(1 / 0 == 1 && false)")]
    [InlineData("[0, 1].exists(x, 1 / x == 1)")]
    [InlineData("![0, 1].all(x, 1 / x == 2)")]
    public void Logic_absorbs_errors_that_do_not_decide(string expression) => Assert.Equal(true, Evaluate(expression));

    [Theory]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("'open")]
    [InlineData("a b")]
    [InlineData("has(self)")]
    [InlineData("self.")]
    [InlineData("1 = 1")]
    [InlineData("#")]
    [InlineData("99999999999999999999")]
    public void Refuses_what_is_no_expression(string expression) => Assert.Throws<CelException>(() => CelParser.Parse(expression));
}
