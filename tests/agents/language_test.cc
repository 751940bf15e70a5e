#include "triage/agents/language.h"

#include <string>

#include <CppUTest/TestHarness.h>

TEST_GROUP(Language)
{
    agents::Lexicon lexicon;

    void expect(const char* tag, std::string_view text)
    {
        const agents::WordList list(text, 4096);
        const auto hits = lexicon.find(list.words());
        STRCMP_EQUAL_TEXT(tag,
            std::string(agents::language_of(list.folded(), hits, list.words().size())).c_str(),
            std::string(text).c_str());
    }
};

TEST(Language, KnowsSevenLanguagesByTheirSmallWords)
{
    expect("en", "Could you send me the numbers for the report that we have to finish by Friday?");
    expect("de",
        "Können Sie mir bitte die Zahlen für den Bericht schicken, den wir bis Freitag fertig "
        "haben müssen?");
    expect("fr",
        "Pouvez-vous nous envoyer les chiffres pour le rapport que nous devons finir vendredi ?");
    expect("es",
        "¿Puede enviarme los números para el informe que tenemos que terminar el viernes con "
        "usted?");
    expect("it",
        "Può inviarmi i numeri per la relazione che dobbiamo finire con il cliente, e anche il "
        "resto?");
    expect("nl", "Kunt u mij de cijfers sturen voor het rapport dat wij vrijdag af moeten hebben?");
    expect("pt",
        "Você pode enviar os números para o relatório que não está pronto e que temos de terminar "
        "com a equipe?");
}

TEST(Language, KnowsOthersByTheirScript)
{
    expect("ru", "Мы ждём вас завтра в офисе, чтобы обсудить новый проект.");
    expect("uk", "Ми чекаємо вас завтра в офісі, щоб обговорити новий проєкт.");
    expect("ja", "会議の資料をお送りします。ご確認ください。");
    expect("zh", "请查收附件中的合同草案并尽快回复我们。");
    expect("ko", "회의 자료를 보내드립니다. 확인 부탁드립니다.");
    expect("el", "Σας στέλνω το σχέδιο της σύμβασης.");
    expect("he", "שלחתי לך את הקובץ אתמול");
    expect("ar", "سوف نلتقي غدا في المكتب");
    expect("th", "ขอส่งเอกสารการประชุม");
}

TEST(Language, SaysNothingWhenUnsure)
{
    expect("", "");
    expect("", "OK");
    expect("", "4711 0815 42");
    expect("", "Firma Foobar GmbH Invoice Rechnung Facture");
    expect("", "Қазақ тілі"); // Cyrillic, but neither Russian nor Ukrainian
}

TEST(Language, BrokenUtf8IsNoDanger)
{
    expect("", "\xff\xc3\xe2\x80\xf0\x9f");
    expect("", "\xf0");
}
