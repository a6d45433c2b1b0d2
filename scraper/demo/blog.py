"""The Chinese blog of the demo: a feed, update notices, netdisk shares and file links. All of it made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

__all__ = ["POSTS", "Post", "feed", "home", "post_page"]


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `body` is HTML with {base} for the site's address; `by` signs the update notice."""

    slug: str
    title: str
    summary: str
    body: str
    by: str = "小满"

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/posts/{self.slug}.html"

    def edited(self, old: str, new: str) -> Post:
        """The same post with some words replaced."""
        assert old in self.body, f"{old!r} is not in {self.slug}"
        return replace(self, body=self.body.replace(old, new))


POSTS = (
    Post(
        "free-fonts",
        "二十款可以放心商用的中文字体",
        "整理了二十款可以免费商用的中文字体，附授权说明和下载地址。",
        """<p>做海报、剪视频、写幻灯片的时候，最怕的就是字体侵权。这篇文章整理了二十款可以免费商用的中文字体，
每一款都核对过作者公布的授权书，可以放心使用。</p>
<h2>黑体</h2>
<p>第一款是「晴川黑」，笔画匀称，适合长篇正文；第二款是「远山黑」，字面偏大，适合标题。两款都只收录常用的六千个汉字，
生僻字会缺字，排版之前请先检查。</p>
<h2>宋体与手写体</h2>
<p>「松烟宋」带有木刻的味道，适合古籍和诗词；「豆苗手写」是一位小学老师的板书，圆润可爱。
手写体不建议用于正文，读久了眼睛会累。</p>
<h2>下载</h2>
<p>全部字体打包下载：<a href="{base}/files/fonts-2025.zip">fonts-2025.zip</a>（约 86 MB）。</p>
<p>网盘备份：<a href="https://pan.baidu.com/s/1DemoFontsPackXiaoman0">百度网盘</a> 提取码：x8m4，
<a href="https://pan.quark.cn/s/0demo0fonts0">夸克网盘</a>。授权书扫描件见
<a href="{base}/files/licences.pdf">licences.pdf</a>。</p>""",
    ),
    Post(
        "home-nas",
        "用旧电脑搭一台家庭存储",
        "一台十年前的旧电脑，两块硬盘，一个周末：家庭照片从此有了备份。",
        """<p>家里的照片散落在三部手机和两台电脑里，上个月手机进水，差点丢掉孩子出生以来的全部照片。
于是我用一台十年前的旧电脑搭了一台家庭存储，花了一个周末，成本是两块硬盘的价钱。</p>
<h2>硬件</h2>
<p>主机是淘汰下来的办公电脑，四核处理器，八吉字节内存。新买了两块四太字节的硬盘做镜像，坏掉任何一块都不会丢数据。
电源换成了三百瓦的静音型号，放在客厅也听不见声音。</p>
<h2>系统与备份</h2>
<p>系统装在一块旧的固态硬盘上，照片每天夜里自动同步一次，每个星期天再加密上传一份到异地。
恢复演练很重要：没有试过恢复的备份，不能叫备份。</p>
<p>配置文件放在这里：<a href="{base}/files/nas-config.txt">nas-config.txt</a>。</p>""",
    ),
    Post(
        "tea-notes",
        "春茶笔记：从采摘到冲泡",
        "跟着茶农采了三天茶，记下从采摘、杀青到冲泡的每一步。",
        """<p>清明前后跟着茶农采了三天茶，手指染得发绿，也终于明白一斤明前茶为什么要卖那么贵：
一个熟练的采茶工一天只能采两斤鲜叶，四斤鲜叶才能炒出一斤干茶。</p>
<h2>杀青</h2>
<p>锅温要烧到两百度以上，鲜叶下锅会有噼啪的声响。师傅的手在锅里翻动，靠的全是经验，
温度低了叶子发红，温度高了就有焦味。</p>
<h2>冲泡</h2>
<p>水温八十度，先注三分之一的水摇香，再注满。第一泡二十秒出汤，之后每泡增加十秒，可以喝五泡。</p>""",
    ),
)


def home(posts: tuple[Post, ...], base: str) -> str:
    """The front page; it announces the feed."""
    rows = "".join(f'<li><a href="{base}{post.path}">{escape(post.title)}</a></li>' for post in posts)
    return _frame("小满的杂货铺", f"<h1>小满的杂货铺</h1><ul>{rows}</ul>", base)


def post_page(post: Post, base: str, updated: datetime) -> str:
    """A post with its update notice."""
    notice = (
        f'<div class="notice">本文最后由 <a href="{base}/about.html">{post.by}</a> 更新于 {updated:%Y-%m-%d}. '
        "如有资源已失效,请留言反馈,将会及时处理</div>"
    )
    body = f"<article><h1>{escape(post.title)}</h1>{notice}{post.body.replace('{base}', base)}</article>"
    return _frame(f"{post.title} - 小满的杂货铺", body, base)


def feed(posts: tuple[Post, ...], base: str, dates: dict[str, datetime]) -> str:
    """The blog's Atom feed; an entry's `updated` moves with its post's date."""
    entries = "".join(
        f"<entry><id>{base}{post.path}</id><title>{escape(post.title)}</title>"
        f'<link href="{base}{post.path}"/><updated>{dates[post.slug]:%Y-%m-%dT%H:%M:%SZ}</updated>'
        f"<summary>{escape(post.summary)}</summary></entry>"
        for post in posts
    )
    newest = max(dates.values())
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f'<id>{base}/</id><title>小满的杂货铺</title><link href="{base}/"/><author><name>小满</name></author>'
        f"<updated>{newest:%Y-%m-%dT%H:%M:%SZ}</updated>{entries}</feed>"
    )


def _frame(title: str, body: str, base: str) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<link rel="alternate" type="application/atom+xml" title="小满的杂货铺" href="{base}/atom.xml"></head><body>'
        f'<nav><a href="{base}/">首页</a> <a href="{base}/about.html">关于</a></nav><main>{body}</main>'
        "<footer>小满的杂货铺，用爱发电</footer></body></html>"
    )
