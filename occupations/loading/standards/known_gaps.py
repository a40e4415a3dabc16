"""Every oddity of the skill standards and indicators that the registry accepts: one entry for each row and field.

Checked by check.py beside this file as loading/known_gaps.py is; the reasons are shown in the API as ``known_gap``.
"""

from occupations.loading.known_gaps import KnownGap, each, texts_of

WITHOUT_LEVELS = """
qizhongzhuangxiejixiecaozuogong-2018 yingjijiuyuanyuan-2019 xinxitongxinwangluojiwuyuan-2019
gucanertonghuliyuan-2019 xiaofangsheshicaozuoyuan-2019 gangjingong-2019 jiazigong-2019 hunningtugong-2019
jiazhengfuwuyuan-2019 niangjiushi-2019 minhangchengwuyuan-2019 kuaijianchuliyuan-2019 pingchayuan-2019
chengshiguidaojiaotongliechesiji-2019 dongchezusiji-2019 nongjixiuligong-2020 nongyejingliren-2020
nongyejishuyuan-2020 baoweiguanliyuan-2020 shehuitiyuzhidaoyuan-2020 youyongjiushengyuan-2020
gongyejiqirenxitongyunweiyuan-2020 cantingfuwuyuan-2020 dianzijingjiyunyingshi-2020
wulianwanganzhuangtiaoshiyuan-2020 wuliufuwushi-2020 wangluoyuxinxianquanguanliyuan-2020
gongyejiqirenxitongcaozuoyuan-2020 dianzijingjiyuan-2020 laowupaiqianguanliyuan-2020 liansuojingyingguanlishi-2020
qukuailianyingyongcaozuoyuan-2021 shequnjiankangzhuliyuan-2021 xinxianquanceshiyuan-2021
dianqidianzichanpinhuanbaojianceyuan-2021 caifeng-2021 chushengquexianfangkongzixunshi-2021
gonggongchangsuoweishengguanliyuan-2021 jianzhuxinximoxingjishuyuan-2021 wurenjijiashiyuan-2021
wurenjizhuangtiaojianxiugong-2021 chengshiguanliwanggeyuan-2022 ershouchejingjiren-2022 fangyiyuan-2022
huxizhiliaoshi-2022 jiankangzhaohushi-2022 kafeishi-2022 pifuguanlishi-2022 qichejiuyuanyuan-2022 xiaoduyuan-2022
zhiyepeixunshi-2022 mimajishuyingyongyuan-2022 kangfufuzhujishuzixunshi-2022 fuwujiqirenyingyongjishuyuan-2022
jisuanjichengxushejiyuan-2022 zengcaizhizaoshebeicaozuoyuan-2022 zhinengyingjianzhuangtiaoyuan-2022
dianzishangwushi-2022 zaixianxuexifuwushi-2022 xiaofangyuan-2022 dianzishujuquzhengfenxishi-2022 fangshuigong-2023
qizhugong-2023 wuyeguanlishi-2023 zhuangpeishijianzhushigongyuan-2023 baojiananmoshi-2023 caigouyuan-2023
chongwujiankanghuliyuan-2023 chongwumeirongshi-2023 chongwuxundaoshi-2023 guanlangyunweiyuan-2023 jiutishejishi-2023
laonianrennenglipinggushi-2023 shangyesheyingshi-2023 zhiyezhidaoshi-2023 tiaoyinshi-2023 yihuoshi-2023
qichediaosiji-2023 tanpaifangguanliyuan-2023 baokanyewuyuan-2023 gongyeshijuexitongyunweiyuan-2023
xinxitongxinxinxihuaxitongguanliyuan-2023 quanmeitiyunyingshi-2023 chuangyezhidaoshi-2024 donghuazhizuoyuan-2024
guanggaoshejishi-2024 jianzhumuqiangshejishi-2024 shipinanquanguanlishi-2024 xinshuishi-2024
tuiyijunrenshiwuyuan-2024 shuzihuajiejuefanganshejishi-2024 shuziluanshengyingyongjishuyuan-2024
dianlijiaoyiyuan-2024 zonghenengyuanfuwuyuan-2024 changqizhaohushi-2024 huoguoliaolishi-2024
shangwushujufenxishi-2024 shujuanquanguanliyuan-2024 jianzhujienengjianpaizixunshi-2024
xiangcunjianshegongjiang-2024 minsuguanjia-2024 yiliaohuliyuan-2024 baojianaijiushi-2024
laodongguanxixietiaoshi-2025 yaoshanzhizuoshi-2025 keyuncheliangjiashiyuan-2025 fenglifadianyunweizhibanyuan-2025
shujukuyunxingguanliyuan-2025 xinxixitongshipeiyanzhengshi-2025 danganshuzihuaguanlishi-2025 youjianfenjianyuan-2025
youzhengtoudiyuan-2025 baojiantiaolishi-2025 dianchijidianchixitongweixiubaoyangshi-2025 dianchizhizaogong-2025
laodongdingyuandingeshi-2025 meitizhigong-2025 rencaicepingshi-2025 yingyouerfazhanyindaoyuan-2025
yishutuzhuangshi-2025 shouyufanyi-2025 jisuanjiruanjianceshiyuan-2025 shujuzhongxinyunxingweihuguanliyuan-2025
gerenxinxibaohuheguiguanliyuan-2025 jiatingjiaoyuzhidaoshi-2026 jidianshebeiweixiugong-2026 zhaopinshi-2026
zhiyeshengyaguihuashi-2026 yanjidiangong-2026 guangfufadianyunweizhibanyuan-2026 huanjingjianceyuan-2026
tanhuijiliangpinggushi-2026 guangfujingguizujianzhizaogong-2026 yonghuzengzhangyunyingshi-2026
zhinengwanglianqichezhuangtiaoyunweiyuan-2026 huaxuexunjiuyuan-2026 guojikuaidiyewushi-2026
kuaidizhandianguanlishi-2026 huizhanfuwushi-2026 zhenglishounashi-2026 xiaofangsheshicaozuoyuan-2026
jingquyunyingguanlishi-2026 yanxuelvyouzhidaoshi-2026 dianqishebeianzhuanggong-2026 gaokongzuoyejixiecaozuogong-2026
tingcheguanliyuan-2026
"""
ONE_ISSUER_NAMED = """
chayishi-2018 chegong-2018 diangong-2018 diantianzhuangweixiugong-2018 hangong-2018 meifashi-2018 meirongshi-2018
mogong-2018 xigong-2018 xishimiandianshi-2018 xishipengtiaoshi-2018 zhilengkongtiaoxitonganzhuangweixiugong-2018
zhongshimiandianshi-2018 zhongshipengtiaoshi-2018 qicheweixiugong-2018 qizhongzhuangxiejixiecaozuogong-2018
yingjijiuyuanyuan-2019 xinxitongxinwangluojiwuyuan-2019 qiyerenliziyuanguanlishi-2019 gucanertonghuliyuan-2019
baoanyuan-2019 xiaofangsheshicaozuoyuan-2019 gangjingong-2019 jiazigong-2019 hunningtugong-2019
jiazhengfuwuyuan-2019 niangjiushi-2019 minhangchengwuyuan-2019 kuaidiyuan-2019 kuaijianchuliyuan-2019
pingchayuan-2019 chengshiguidaojiaotongliechesiji-2019 dongchezusiji-2019 nongjixiuligong-2020 nongyejingliren-2020
nongyejishuyuan-2020 baoweiguanliyuan-2020 shehuitiyuzhidaoyuan-2020 youyongjiushengyuan-2020 qiangong-2020
gongyejiqirenxitongyunweiyuan-2020 cantingfuwuyuan-2020 dianzijingjiyunyingshi-2020 gongyinglianguanlishi-2020
wulianwanganzhuangtiaoshiyuan-2020 wuliufuwushi-2020 dianzijingjiyuan-2020 laowupaiqianguanliyuan-2020
liansuojingyingguanlishi-2020 qukuailianyingyongcaozuoyuan-2021 shequnjiankangzhuliyuan-2021
xinxianquanceshiyuan-2021 dianqidianzichanpinhuanbaojianceyuan-2021 rengongzhinengxunlianshi-2021 baoyushi-2021
caifeng-2021 chushengquexianfangkongzixunshi-2021 gonggongchangsuoweishengguanliyuan-2021 gonggongyingyangshi-2021
jianzhuxinximoxingjishuyuan-2021 wangyuepeisongyuan-2021 wurenjijiashiyuan-2021 wurenjizhuangtiaojianxiugong-2021
chengshiguanliwanggeyuan-2022 ershouchejingjiren-2022 fangyiyuan-2022 huxizhiliaoshi-2022 jiankangzhaohushi-2022
kafeishi-2022 pifuguanlishi-2022 qichejiuyuanyuan-2022 xiaoduyuan-2022 zhiyepeixunshi-2022
mimajishuyingyongyuan-2022 kangfufuzhujishuzixunshi-2022 fuwujiqirenyingyongjishuyuan-2022
jisuanjichengxushejiyuan-2022 zengcaizhizaoshebeicaozuoyuan-2022 zhinengyingjianzhuangtiaoyuan-2022
dianzishangwushi-2022 zaixianxuexifuwushi-2022 xiaofangyuan-2022 dianzishujuquzhengfenxishi-2022 fangshuigong-2023
qizhugong-2023 wuyeguanlishi-2023 zhuangpeishijianzhushigongyuan-2023 baojiananmoshi-2023 caigouyuan-2023
chongwujiankanghuliyuan-2023 chongwumeirongshi-2023 chongwuxundaoshi-2023 guanlangyunweiyuan-2023 jiutishejishi-2023
laonianrennenglipinggushi-2023 shangyesheyingshi-2023 zhiyezhidaoshi-2023 tiaoyinshi-2023 yihuoshi-2023
qichediaosiji-2023 tanpaifangguanliyuan-2023 baokanyewuyuan-2023 gongyeshijuexitongyunweiyuan-2023
xinxitongxinxinxihuaxitongguanliyuan-2023 quanmeitiyunyingshi-2023 chuangyezhidaoshi-2024 donghuazhizuoyuan-2024
guanggaoshejishi-2024 jianzhumuqiangshejishi-2024 shipinanquanguanlishi-2024 xinshuishi-2024
tuiyijunrenshiwuyuan-2024 shuzihuajiejuefanganshejishi-2024 shuziluanshengyingyongjishuyuan-2024
dianlijiaoyiyuan-2024 zonghenengyuanfuwuyuan-2024 changqizhaohushi-2024 huoguoliaolishi-2024
shangwushujufenxishi-2024 shujuanquanguanliyuan-2024 jianzhujienengjianpaizixunshi-2024
xiangcunjianshegongjiang-2024 minsuguanjia-2024 yiliaohuliyuan-2024 baojianaijiushi-2024
laodongguanxixietiaoshi-2025 yaoshanzhizuoshi-2025 keyuncheliangjiashiyuan-2025 fenglifadianyunweizhibanyuan-2025
shujukuyunxingguanliyuan-2025 xinxixitongshipeiyanzhengshi-2025 danganshuzihuaguanlishi-2025 youjianfenjianyuan-2025
youzhengtoudiyuan-2025 baojiantiaolishi-2025 dianchijidianchixitongweixiubaoyangshi-2025 dianchizhizaogong-2025
laodongdingyuandingeshi-2025 meitizhigong-2025 rencaicepingshi-2025 yingyouerfazhanyindaoyuan-2025
yishutuzhuangshi-2025 shouyufanyi-2025 jisuanjiruanjianceshiyuan-2025 shujuzhongxinyunxingweihuguanliyuan-2025
gerenxinxibaohuheguiguanliyuan-2025 jiatingjiaoyuzhidaoshi-2026 jidianshebeiweixiugong-2026 zhaopinshi-2026
zhiyeshengyaguihuashi-2026 yanjidiangong-2026 guangfufadianyunweizhibanyuan-2026 huanjingjianceyuan-2026
tanhuijiliangpinggushi-2026 guangfujingguizujianzhizaogong-2026 yonghuzengzhangyunyingshi-2026
zhinengwanglianqichezhuangtiaoyunweiyuan-2026 huaxuexunjiuyuan-2026 guojikuaidiyewushi-2026
kuaidizhandianguanlishi-2026 huizhanfuwushi-2026 zhenglishounashi-2026 xiaofangsheshicaozuoyuan-2026
jingquyunyingguanlishi-2026 yanxuelvyouzhidaoshi-2026 dianqishebeianzhuanggong-2026 gaokongzuoyejixiecaozuogong-2026
tingcheguanliyuan-2026
"""
WITHOUT_YEAR = """
yingjijiuyuanyuan-2019 xinxitongxinwangluojiwuyuan-2019 chuangyezhidaoshi-2024 donghuazhizuoyuan-2024
guanggaoshejishi-2024 jianzhumuqiangshejishi-2024 shipinanquanguanlishi-2024 xinshuishi-2024
tuiyijunrenshiwuyuan-2024 shuzihuajiejuefanganshejishi-2024 shuziluanshengyingyongjishuyuan-2024
dianlijiaoyiyuan-2024 zonghenengyuanfuwuyuan-2024 changqizhaohushi-2024 huoguoliaolishi-2024
shangwushujufenxishi-2024 shujuanquanguanliyuan-2024 jianzhujienengjianpaizixunshi-2024
xiangcunjianshegongjiang-2024 minsuguanjia-2024 yiliaohuliyuan-2024 jiatingjiaoyuzhidaoshi-2026
jidianshebeiweixiugong-2026 zhaopinshi-2026 zhiyeshengyaguihuashi-2026
"""
NOTICES_WITHOUT_TITLE = """
standards-notice-2018-145 standards-notice-2018-147 standards-notice-2019-101 standards-notice-2019-107
standards-notice-2019-110 standards-notice-2019-111 standards-notice-2019-116 standards-notice-2019-121
standards-notice-2019-47 standards-notice-2019-58 standards-notice-2019-60 standards-notice-2019-63
standards-notice-2019-8 standards-notice-2019-9 standards-notice-2019-92 standards-notice-2020-102
standards-notice-2020-107 standards-notice-2020-108 standards-notice-2020-113 standards-notice-2020-21
standards-notice-2020-25 standards-notice-2020-35 standards-notice-2020-74 standards-notice-2020-77
standards-notice-2021-10 standards-notice-2021-37 standards-notice-2021-70 standards-notice-2021-79
standards-notice-2021-80 standards-notice-2021-81 standards-notice-2021-82 standards-notice-2021-92
standards-notice-2022-26 standards-notice-2022-29 standards-notice-2022-30 standards-notice-2022-31
standards-notice-2022-33 standards-notice-2022-36 standards-notice-2022-38 standards-notice-2023-32
standards-notice-2023-37 standards-notice-2023-38 standards-notice-2023-39 standards-notice-2023-40
standards-notice-2023-45 standards-notice-2023-46 standards-notice-2023-5 standards-notice-2024-11
standards-notice-2024-12 standards-notice-2024-14 standards-notice-2024-15 standards-notice-2024-16
standards-notice-2024-17 standards-notice-2024-18 standards-notice-2024-21 standards-notice-2024-28
standards-notice-2024-3 standards-notice-2024-9 standards-notice-2025-10 standards-notice-2025-11
standards-notice-2025-12 standards-notice-2025-16 standards-notice-2025-35 standards-notice-2025-42
standards-notice-2025-63 standards-notice-2025-64 standards-notice-2025-8 standards-notice-2025-9
standards-notice-2026-11 standards-notice-2026-12 standards-notice-2026-13 standards-notice-2026-14
standards-notice-2026-15 standards-notice-2026-18 standards-notice-2026-2 standards-notice-2026-20
standards-notice-2026-21 standards-notice-2026-23 standards-notice-2026-27 standards-notice-2026-9
"""
LEVELS_FROM_MEMORY = """
chayishi-2018 chegong-2018 diangong-2018 diantianzhuangweixiugong-2018 hangong-2018 meifashi-2018 meirongshi-2018
mogong-2018 xigong-2018 xishimiandianshi-2018 xishipengtiaoshi-2018 zhilengkongtiaoxitonganzhuangweixiugong-2018
zhongshimiandianshi-2018 zhongshipengtiaoshi-2018 qicheweixiugong-2018 qiyerenliziyuanguanlishi-2019 baoanyuan-2019
yanglaohuliyuan-2019 kuaidiyuan-2019 qiangong-2020 gongyinglianguanlishi-2020 baoyushi-2021 gonggongyingyangshi-2021
wangyuepeisongyuan-2021 jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023
"""
WITHOUT_NUMBER = """
jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023 zengcaizhizaogongchengjishurenyuan-2023
"""
ISSUERS_FROM_MEMORY = """
yanglaohuliyuan-2019 jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023
zengcaizhizaogongchengjishurenyuan-2023
"""
STANDARDS_THEMSELVES = """
standard-jiqirengongchengjishurenyuan-2023 standard-shujuanquangongchengjishurenyuan-2023
standard-zengcaizhizaogongchengjishurenyuan-2023
"""
PRESS_REPORTS = """
press-anchors-2024 press-new-occupations-2021 press-flexible-employment-2022 press-new-employment-2022
press-livestreaming-2024
"""

KNOWN_GAPS: list[KnownGap] = [
    *each(
        "sources",
        NOTICES_WITHOUT_TITLE,
        "title_zh",
        "通知的标题未收录，此处为本项目的描述",
        "The notice has a title that is not held; this is our description.",
    ),
    *each(
        "sources",
        PRESS_REPORTS,
        "document_number issuers_zh issued_on seen_at",
        "报道的标题、媒体、日期与网址未收录；标题为本项目的描述",
        "Title, publisher, date and address of the report are not held; the title is our description.",
    ),
    *each(
        "sources",
        STANDARDS_THEMSELVES,
        "document_number",
        "颁布该标准的通知未找到",
        "The notice that issued the standard was not found.",
    ),
    *each(
        "sources",
        "standard-jiqirengongchengjishurenyuan-2023 standard-shujuanquangongchengjishurenyuan-2023",
        "issued_on seen_at",
        "该标准的文本未找到",
        "The text of the standard was not found.",
    ),
    *each("skill_standards", WITHOUT_LEVELS, "levels", "等级未收录", "Its levels are not held."),
    *each(
        "skill_standards",
        LEVELS_FROM_MEMORY,
        "levels_doubtful",
        "等级凭记忆，未与标准文本核对",
        "The levels are from memory, not checked against the standard.",
    ),
    *each(
        "skill_standards",
        ONE_ISSUER_NAMED,
        "issuers_zh",
        "所据目录只列一个颁布单位，联合颁布单位可能缺漏",
        "Our copy of the catalogue names one issuer only; others may be missing.",
    ),
    *each(
        "skill_standards", WITHOUT_YEAR, "edition_year", "标题中的版本年份不详", "The year in its title is not known."
    ),
    *each(
        "skill_standards",
        WITHOUT_NUMBER,
        "document_number",
        "颁布通知的文号未找到",
        "The number of the notice was not found.",
    ),
    *each(
        "skill_standards",
        "jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023",
        "issued_on",
        "颁布日不详，只知版本年份",
        "The day of issue is not known, only the year of the edition.",
    ),
    *each(
        "skill_standards",
        "jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023",
        "printed_code",
        "标准中所印代码未找到",
        "The code printed in it was not found.",
    ),
    *each(
        "skill_standards",
        ISSUERS_FROM_MEMORY,
        "issuers_zh_doubtful",
        "联合颁布单位凭记忆",
        "The joint issuer is from memory.",
    ),
    *each(
        "skill_standards",
        "zengcaizhizaogongchengjishurenyuan-2023",
        "printed_code_doubtful",
        "标准中所印代码为推定",
        "The code printed in it is assumed.",
    ),
    *each(
        "skill_standards",
        "jiqirengongchengjishurenyuan-2023 shujuanquangongchengjishurenyuan-2023",
        "title_zh_doubtful edition_year_doubtful",
        "标题与版本年份凭记忆",
        "Title and year are from memory.",
    ),
    *each(
        "skill_standards",
        "xiaofangsheshicaozuoyuan-2026",
        "supersedes_doubtful",
        "推定其取代2019年版：官方目录仍同时列出两者",
        "That it supersedes the edition of 2019 is inferred: the catalogue still lists both.",
    ),
    *each(
        "skill_standards",
        "huxizhiliaoshi-2022 jiankangzhaohushi-2022",
        "printed_code_differs",
        "所印代码为2022年版大典的代码，颁布时该版尚未公布",
        "It prints the code of the 2022 edition, which was not published on that day.",
    ),
    *each(
        "skill_standards",
        "gaokongzuoyejixiecaozuogong-2026",
        "printed_code_differs",
        "官方目录印有工种序号",
        "The catalogue prints a number of the work type behind the code.",
    ),
    *each(
        "indicators",
        "beijing-disabled-flexible-share-2021",
        "value_doubtful",
        "机器译文作五分之一",
        "A machine translation reads: one fifth.",
    ),
    *each(
        "indicators",
        "livestream-ecommerce-roles-2024",
        "value_doubtful",
        "指市场上的岗位，不是国家职业",
        "Roles in the market, not national occupations.",
    ),
]


gap_texts = texts_of(KNOWN_GAPS)
