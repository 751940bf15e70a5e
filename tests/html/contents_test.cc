// Foreign content, scripts and the shapes that attack sanitisers.
#include <algorithm>
#include <string>

#include <CppUTest/TestHarness.h>

#include "tests/html/reading.h"

TEST_GROUP(HtmlContents)
{
    Reading r;

    void attacks(const char* name, const char* html)
    {
        const auto& vectors = r.read(html).vectors;
        CHECK_TEXT(std::find(vectors.begin(), vectors.end(), name) != vectors.end(), html);
    }
    void is_harmless(const char* html)
    {
        CHECK_TEXT(r.read(html).vectors.empty(), html);
    }
    void shows(const char* visible, const char* html)
    {
        STRCMP_EQUAL_TEXT(visible, r.read(html).visible.c_str(), html);
    }
};

TEST(HtmlContents, CdataIsTextOnlyInForeignContent)
{
    shows("<a> b", "<svg><text><![CDATA[<a>]]> </text></svg>b");
    shows("b", "<div><![CDATA[a>b");
}

TEST(HtmlContents, ForeignContentEndsWhereHtmlBegins)
{
    LONGS_EQUAL(1, r.read("<svg><p><style><a title='</style><img src=x>'></style>").images);
    shows("", "<svg><style><b style='display:none'></style></svg>within b still");
    shows("a\nb", "<svg><desc><p>a</desc></svg><p>b");
}

TEST(HtmlContents, ScriptsEndWhereBrowsersEndThem)
{
    shows("seen", "<script><!-- <script> </script> unseen --></script>seen");
    shows("seen", "<script><!-- </script>seen");
    shows("seen", "<script><!--> <script></script>seen");
    shows("a </b> & c", "<textarea>a </b> &amp; c</textarea>");
    shows("a<b>c", "<plaintext>a<b>c");
}

TEST(HtmlContents, AttacksOnSanitisersAreSeen)
{
    attacks("svg-use-data", "<svg><use xlink:href=' data:image/svg+xml;base64,x'/></svg>");
    attacks("svg-animate-href", "<svg><a><animate attributeName='href ' values='x'/></a></svg>");
    attacks("foreign-object", "<svg><foreignObject><b>x</b></foreignObject></svg>");
    attacks("math-glyph", "<math><mtext><mglyph></mtext></math>");
    attacks("markup-in-foreign-text", "<math><style><img src=x></style></math>");
    attacks("end-tag-in-attribute", "<noscript><p title='</noscript><img src=x onerror=y>'>");
    attacks("end-tag-in-attribute", "<p title='&lt;/style>&lt;img src=x>'>");
    attacks("handler-in-attribute", "<body name='x onanimationstart=y'>");
    attacks("prefixed-script", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>y</x:script>");
    attacks("shadow-root", "<div><template shadowrootmode=open>x</template></div>");
}

TEST(HtmlContents, HarmlessShapesAreNot)
{
    is_harmless("<svg viewBox='0 0 1 1'><title>Logo</title><style>.a{fill:red}</style>"
                "<defs><path id=p /></defs><use href='#p'/></svg>");
    is_harmless("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>");
    is_harmless("<img alt='Save < 5 > now' title='a </b> c'>");
    is_harmless("<p>We write about &lt;svg>&lt;use href='data:x'> here</p>");
    is_harmless("<!-- <svg><foreignObject> -->");
}

TEST(HtmlContents, InputsAreCountedByWhatTheyAskFor)
{
    const core::HtmlFacts& h = r.read("<input name=a><input type=hidden name=password>"
                                      "<input autocomplete=cc-number><input id=OTP type=tel>"
                                      "<textarea></textarea><input type=submit>");
    LONGS_EQUAL(4, h.inputs);
    LONGS_EQUAL(1, h.card_inputs);
    LONGS_EQUAL(1, h.code_inputs);
    LONGS_EQUAL(0, h.password_inputs);
}

TEST(HtmlContents, ScriptsAreToldFromData)
{
    LONGS_EQUAL(0, r.read("<script type='application/json'>{}</script>").scripts);
    LONGS_EQUAL(1, r.read("<a href=' java\nscript:x'>").scripts);
    LONGS_EQUAL(0, r.read("<script>var a = 1</script>").obfuscated_scripts);
    LONGS_EQUAL(1, r.read("<script>eval(atob('x'))</script>").obfuscated_scripts);
}

TEST(HtmlContents, AnchorsTellHowTheyAreShown)
{
    r.read("<a href=//x.example>h</a><a href=//y.example>ttps://b.example</a> "
           "<a href=//z.example>z</a>");
    CHECK(r.m.links.at(1).traits & core::LinkJoined);
    CHECK_FALSE(r.m.links.at(2).traits & core::LinkJoined);
    r.read("<a href=//x.example>b<i hidden>q</i>ank.example</a>"
           "<a href=//y.example style='color:#fff'>pale</a><a href=//z.example><img src=i></a>");
    CHECK(r.m.links.at(0).traits & core::LinkSplitText);
    CHECK(r.m.links.at(1).traits & core::LinkFaint);
    CHECK_FALSE(r.m.links.at(2).traits & core::LinkUnseen);
}
